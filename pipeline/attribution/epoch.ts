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
