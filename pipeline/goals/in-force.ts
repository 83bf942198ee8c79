import type { Epoch } from '../attribution/epoch.ts';
import type { GoalHistory, Revision } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';

/**
 * The revision of a goal in force on a local day: the last one written whose first day is not after
 * it. A goal that was taken out has a revision without a goal.
 */
export function revisionOn({ revisions }: GoalHistory, day: string): Revision | undefined {
  return revisions.findLast(({ from }) => from <= day);
}

/**
 * The revision that people see on a local day: the one in force, or of a goal that has not begun the
 * last one written.
 */
export function revisionSeenOn(history: GoalHistory, day: string): Revision | undefined {
  return revisionOn(history, day) ?? history.revisions.at(-1);
}

/** The goals that people see on a local day, those to come included, in the order of their ids. */
export function goalsSeenOn(histories: Iterable<GoalHistory>, day: string): readonly Goal[] {
  return byId([...histories].flatMap((history) => revisionSeenOn(history, day)?.goal ?? []));
}

/** The goals in force on a local day, in the order of their ids. */
export function goalsOn(histories: Iterable<GoalHistory>, day: string): readonly Goal[] {
  return byId([...histories].flatMap((history) => revisionOn(history, day)?.goal ?? []));
}

function byId(goals: readonly Goal[]): readonly Goal[] {
  return goals.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Which goals stood together when. Days before all revisions have no epoch: no goal counts there. */
export function epochsOf(histories: Iterable<GoalHistory>): readonly Epoch[] {
  const all = [...histories];
  const starts = new Set(all.flatMap(({ revisions }) => revisions.map(({ from }) => from)));
  return [...starts].toSorted().map((from) => ({
    from,
    goals: goalsOn(all, from),
  }));
}
