import type { FactType } from '../../schemas/facts.ts';
import type { Batch } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { addMarked, type DirtyDays } from './marks.ts';
import { recomputeSql } from './recompute-sql.ts';

/** Days recomputed by one statement; bounds the engine's memory. */
const DAYS_PER_STATEMENT = 400;

export interface AggregateContext {
  readonly store: Store;
  /** What counts each part, by countersByPart. */
  readonly counters: () => ReadonlyMap<string, readonly string[]>;
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
  for (let from = 0; from < days.length; from += DAYS_PER_STATEMENT) {
    const some = days.slice(from, from + DAYS_PER_STATEMENT);
    await context.store.command(
      recomputeSql(type, some, context.counters()),
      {},
      {
        settings: { max_query_size: '16000000', max_partitions_per_insert_block: 0 },
      },
    );
  }
}
