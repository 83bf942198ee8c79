import type { FrozenBaseline, GoalHistory } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';

/** A goal as it is in force on a day, with what was agreed about it before. */
export interface Agreed {
  readonly goal: Goal;
  /** Its number and its first local day; absent for goals without a history. */
  readonly revision?: { readonly n: number; readonly from: string };
  readonly baseline?: FrozenBaseline;
  /** All states up to this one, oldest first, each from a local day on. */
  readonly states: readonly { readonly from: string; readonly n: number; readonly goal: Goal }[];
}

/** Goals without a history: each has always been as it is. */
export function withoutHistory(goals: readonly Goal[]): readonly Agreed[] {
  return goals.map((goal) => ({ goal, states: [] }));
}

/**
 * The goals in force on a local day: of each the latest revision that had begun. A goal that was
 * not agreed yet, or was taken out, is left out. Pure.
 */
export function goalsAsOf(histories: readonly GoalHistory[], day: string): readonly Agreed[] {
  return histories.flatMap(({ revisions }) => {
    const begun = revisions.filter(({ from }) => from <= day).toSorted((a, b) => a.n - b.n);
    const last = begun.at(-1);
    if (last === undefined || last.goal === null) return [];
    return [
      {
        goal: last.goal,
        revision: { n: last.n, from: last.from },
        ...(last.baseline === undefined ? {} : { baseline: last.baseline }),
        states: begun.flatMap(({ goal, from, n }) => (goal === null ? [] : [{ goal, from, n }])),
      },
    ];
  });
}

/** The state in force on a local day; before the first one began, that one. */
export function stateOn({ goal, states }: Agreed, day: string): { goal: Goal; n?: number; from?: string } {
  return states.findLast(({ from }) => from <= day) ?? states[0] ?? { goal };
}
