import type { FactType } from '../../schemas/facts.ts';
import type { Batch } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { addMarked, type DirtyDays } from './marks.ts';
import type { RuleSet } from './rule-set.ts';
import { recomputeSql, type Counters } from './recompute-sql.ts';

/** Days recomputed by one statement, about a quarter; bounds the engine's memory. */
const DAYS_PER_STATEMENT = 92;
/** A statement works on one thread: two of them use two cores, and less memory than one of all days. */
const STATEMENTS = 2;

export interface AggregateContext {
  readonly store: Store;
  readonly rules: () => Promise<Pick<RuleSet, 'counters'>>;
}

/** Makes the aggregates of every day marked in the batch anew. Doing it again changes nothing. */
export async function aggregateBatch(context: AggregateContext, batch: Batch): Promise<void> {
  const dirty: DirtyDays = new Map();
  addMarked(dirty, batch.records);
  for (const [type, days] of dirty) await recompute(context, type, [...days].toSorted());
}

/** Makes the aggregates of some days of one fact type anew. */
export async function recompute(
  context: AggregateContext,
  type: FactType,
  days: readonly string[],
): Promise<void> {
  const { counters } = await context.rules();
  if (counters.parts.get(type)?.length === 0) return;
  const next = chunked(days, DAYS_PER_STATEMENT).values();
  const work = async (): Promise<void> => {
    for (const some of next) await recomputeDays(context.store, type, some, counters);
  };
  await Promise.all(Array.from({ length: STATEMENTS }, work));
}

function recomputeDays(
  store: Store,
  type: FactType,
  days: readonly string[],
  counters: Counters,
): Promise<void> {
  const settings = { max_query_size: '16000000', max_partitions_per_insert_block: 0 };
  return store.command(recomputeSql(type, days, counters), {}, { settings });
}

function chunked<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
