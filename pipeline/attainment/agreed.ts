import type { FrozenBaseline, GoalHistory } from '../../schemas/goal-history.ts';
import { judgingOn, revisionOn } from '../goals/in-force.ts';
import type { Goal } from '../../schemas/goals.ts';

/** A goal as it is in force on a day, with what was agreed about it before. */
export interface AgreedGoal {
  readonly goal: Goal;
  /** Its number and its first local day; absent for goals without a history. */
  readonly revision?: { readonly n: number; readonly from: string };
  /** When it was agreed first, ms since the epoch; absent for goals without a history. */
  readonly agreedAt?: number;
  /** A later revision, which began after the window was over: it judges nothing. */
  readonly overtaken?: { readonly n: number; readonly from: string };
  readonly baseline?: FrozenBaseline;
  /** All states up to this one, oldest first, each from a local day on. */
  readonly states: readonly { readonly from: string; readonly n: number; readonly goal: Goal }[];
}

/**
 * The goals that people see on a local day, those to come included, in the order of their ids, each
 * with the states that led to it. Pure.
 */
export function goalsAsOf(histories: Iterable<GoalHistory>, day: string): readonly AgreedGoal[] {
  return [...histories]
    .flatMap((history) => agreedOn(history, day) ?? [])
    .toSorted((a, b) => (a.goal.id < b.goal.id ? -1 : 1));
}

function agreedOn(history: GoalHistory, day: string): AgreedGoal | undefined {
  const last = revisionOn(history, day);
  const judging = judgingOn(history, day);
  if (last === undefined || last.goal === null || judging === undefined) return undefined;
  const { n, from, baseline } = judging;
  const first = history.revisions[0];
  return {
    goal: judging.goal ?? last.goal,
    revision: { n, from },
    ...(first === undefined ? {} : { agreedAt: first.at }),
    ...(judging === last ? {} : { overtaken: { n: last.n, from: last.from } }),
    ...(baseline === undefined ? {} : { baseline }),
    states: history.revisions.flatMap((revision) =>
      revision.goal === null || revision.from > day
        ? []
        : [{ from: revision.from, n: revision.n, goal: revision.goal }],
    ),
  };
}

/** The state in force on a local day; before the first one began, that one. */
export function stateOn(
  { goal, states }: AgreedGoal,
  day: string,
): { goal: Goal; n?: number; from?: string } {
  return states.findLast(({ from }) => from <= day) ?? states[0] ?? { goal };
}
