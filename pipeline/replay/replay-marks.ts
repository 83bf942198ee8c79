import type { FactType } from '../../schemas/facts.ts';
import { markSchema } from '../../schemas/log-messages.ts';
import type { ReplayCounts } from '../../schemas/replay.ts';
import type { Log, ReadRange, StoredRecord } from '../log/log.ts';
import { recompute, type AggregateContext } from '../processor/aggregate-stage.ts';

/** Days made anew by one step. */
const DAYS_PER_STEP = 100;

/** Makes the aggregates of the days that were marked in some ranges anew, each day once. */
export async function* replayMarks(
  context: AggregateContext & { readonly log: Log },
  ranges: readonly ReadRange[],
  signal?: AbortSignal,
): AsyncGenerator<ReplayCounts, ReplayCounts> {
  const marked = new Map<FactType, Set<string>>();
  let records = 0;
  for (const range of ranges) {
    for await (const chunk of context.log.read('marks', range)) {
      for (const record of chunk) remember(marked, record);
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
      await recompute(context, type, step);
      days += step.length;
      yield { records, deadLetters: 0, days };
    }
  }
  return { records, deadLetters: 0, days };
}

/** A mark that can't be read is skipped, as the stage does. */
function remember(marked: Map<FactType, Set<string>>, { value }: StoredRecord): void {
  const mark = markSchema.safeParse(parse(value));
  if (!mark.success) return;
  const { type, day } = mark.data;
  const days = marked.get(type) ?? new Set();
  marked.set(type, days.add(day));
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
