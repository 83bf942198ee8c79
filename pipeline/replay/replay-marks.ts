import type { ReplayCounts } from '../../schemas/replay.ts';
import type { Log, ReadRange } from '../log/log.ts';
import { recompute, type AggregateContext } from '../processor/aggregate-stage.ts';
import { addMarked, type DirtyDays } from '../processor/marks.ts';

/** Days made anew by one step. */
const DAYS_PER_STEP = 100;

/** Makes the aggregates of the days that were marked in some ranges anew, each day once. */
export async function* replayMarks(
  context: AggregateContext & { readonly log: Log },
  ranges: readonly ReadRange[],
  signal?: AbortSignal,
): AsyncGenerator<ReplayCounts, ReplayCounts> {
  const marked: DirtyDays = new Map();
  let records = 0;
  for (const range of ranges) {
    for await (const chunk of context.log.read('marks', range)) {
      addMarked(marked, chunk);
      records += chunk.length;
      yield { records, deadLetters: 0, days: 0 };
    }
  }
  let days = 0;
  for (const [type, some] of marked) {
    const sorted = [...some].toSorted();
    for (let from = 0; from < sorted.length; from += DAYS_PER_STEP) {
      signal?.throwIfAborted();
      const step = sorted.slice(from, from + DAYS_PER_STEP);
      await recompute(context, [{ type, days: step }]);
      days += step.length;
      yield { records, deadLetters: 0, days };
    }
  }
  return { records, deadLetters: 0, days };
}
