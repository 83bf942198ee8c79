import type { Freshness } from '../../schemas/attainment.ts';
import { localDate } from '../../schemas/calendar.ts';
import type { FactType } from '../../schemas/facts.ts';

interface FactStream {
  readonly connection: string;
  readonly stream: string;
  readonly fact: FactType;
}

/**
 * The local date on which all streams of a fact type were last read whole: the earliest of theirs, ''
 * where one never was, undefined where there is none. Pure.
 */
export function lastReadBy(
  streams: readonly FactStream[],
  freshness: readonly Freshness[],
  timezone: string,
): (type: FactType) => string | undefined {
  const days = new Map<FactType, string>();
  for (const { connection, stream, fact } of streams) {
    const at = freshness.find(
      (one) => one.connection === connection && one.stream === stream,
    )?.lastReadAt;
    const day = at === undefined ? '' : localDate(at, timezone);
    const known = days.get(fact);
    days.set(fact, known === undefined || day < known ? day : known);
  }
  return (type) => days.get(type);
}

/** How many records of a fact type's streams could not be taken in their latest run. Pure. */
export function rejectedBy(
  streams: readonly FactStream[],
  freshness: readonly Freshness[],
): (type: FactType) => number {
  const counts = new Map<FactType, number>();
  for (const { connection, stream, fact } of streams) {
    const run = freshness.find((one) => one.connection === connection && one.stream === stream);
    counts.set(
      fact,
      (counts.get(fact) ?? 0) + Math.max(run?.counts?.rejected ?? 0, run?.standing ?? 0),
    );
  }
  return (type) => counts.get(type) ?? 0;
}
