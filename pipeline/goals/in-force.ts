import type { GoalHistory, Revision } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';

/** Before every fact's day. */
export const BEGINNING = '1970-01-01';

/** Goals that stood together from a local day on, until the next epoch's. */
export interface Epoch {
  readonly from: string;
  readonly goals: readonly Goal[];
}

/**
 * The revision of a goal in force on a local day: the last one written whose first day is not after
 * it. A goal that was taken out has a revision without a goal.
 */
export function revisionOn({ revisions }: GoalHistory, day: string): Revision | undefined {
  return revisions.findLast(({ from }) => from <= day);
}

/** The goals in force on a local day, in the order of their ids. */
export function goalsOn(histories: Iterable<GoalHistory>, day: string): readonly Goal[] {
  return [...histories]
    .flatMap((history) => revisionOn(history, day)?.goal ?? [])
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Goals that stand unchanged from the beginning on. */
export function always(goals: readonly Goal[]): readonly Epoch[] {
  return [{ from: BEGINNING, goals }];
}

/** Which goals stood together when. Days before all revisions are an epoch without goals. */
export function epochsOf(histories: Iterable<GoalHistory>): readonly Epoch[] {
  const all = [...histories];
  const starts = new Set(all.flatMap(({ revisions }) => revisions.map(({ from }) => from)));
  return [BEGINNING, ...[...starts].toSorted()].map((from) => ({
    from,
    goals: goalsOn(all, from),
  }));
}
