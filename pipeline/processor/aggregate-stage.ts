import type { Batch } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { addMarked, type DirtyDays } from './marks.ts';
import type { RuleSet } from './rule-set.ts';
import { recomputeStatements, type TypedDays } from './recompute-sql.ts';

/** Days recomputed by one statement at most, about a quarter; bounds the engine's memory. */
const DAYS_PER_STATEMENT = 92;
/** So many days are done by one statement, which costs more to be understood than to be done. */
const FEW_DAYS = 31;
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
  await recompute(
    context,
    [...dirty].map(([type, days]) => ({ type, days: [...days].toSorted() })),
  );
}

/** Makes the aggregates of some days anew. */
export async function recompute(
  { store, rules }: AggregateContext,
  dirty: readonly TypedDays[],
): Promise<void> {
  const { counters } = await rules();
  const counted = dirty.filter(({ type }) => counters.parts.get(type)?.length !== 0);
  const next = statements(counted).values();
  const work = async (): Promise<void> => {
    for (const some of next) {
      for (const sql of recomputeStatements(some, counters)) {
        await store.command(sql, {}, { settings });
      }
    }
  };
  await Promise.all(Array.from({ length: STATEMENTS }, work));
}

const settings = {
  max_query_size: '16000000',
  max_partitions_per_insert_block: 0,
  max_threads: 1,
};

/** The days of each statement: few go together, many are shared out evenly. */
function statements(dirty: readonly TypedDays[]): readonly (readonly TypedDays[])[] {
  const all = dirty.flatMap(({ type, days }) => days.map((day) => ({ type, day })));
  const size = daysPerStatement(all.length);
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => {
    const some = all.slice(index * size, (index + 1) * size);
    const byType = Map.groupBy(some, ({ type }) => type);
    return [...byType].map(([type, own]) => ({ type, days: own.map(({ day }) => day) }));
  });
}

function daysPerStatement(days: number): number {
  if (days <= FEW_DAYS) return FEW_DAYS;
  const rounds = Math.ceil(days / (STATEMENTS * DAYS_PER_STATEMENT));
  return Math.ceil(days / (STATEMENTS * rounds));
}
