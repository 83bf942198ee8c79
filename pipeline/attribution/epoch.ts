import type { Goal } from '../../schemas/goals.ts';

/** The goals in force from a local day on, until the next epoch's first day. */
export interface Epoch {
  /** A local date. */
  readonly from: string;
  readonly goals: readonly Goal[];
}

/** The first day of what has no beginning. */
const EVER = '1970-01-01';

/** Goals that have always been as they are. */
export function always(goals: readonly Goal[]): readonly Epoch[] {
  return [{ from: EVER, goals }];
}

/** The place of the last of some ascending days that is not after a day; −1 where all are after it. */
export function placeOfDay(days: readonly string[], day: string): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? '') <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
