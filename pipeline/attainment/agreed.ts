import type { FrozenBaseline, GoalHistory } from '../../schemas/goal-history.ts';
import { revisionOn } from '../goals/in-force.ts';
import type { Goal } from '../../schemas/goals.ts';

/** A goal as it is in force on a day, with what was agreed about it before. */
export interface AgreedGoal {
  readonly goal: Goal;
  /** Its number and its first local day; absent for goals without a history. */
  readonly revision?: { readonly n: number; readonly from: string };
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
  if (last === undefined || last.goal === null) return undefined;
  const { goal, n, from, baseline } = last;
  return {
    goal,
    revision: { n, from },
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
