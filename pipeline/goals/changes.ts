import { isDeepStrictEqual } from 'node:util';
import type { GoalHistory } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';

/** How a goal as it is written now differs from what was last agreed. */
export interface GoalChange {
  readonly id: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** undefined for an added goal. */
  readonly before: Goal | undefined;
  /** undefined for a removed goal. */
  readonly after: Goal | undefined;
  /** The fields that differ. */
  readonly fields: readonly string[];
}

/** What applying the goals would change, in the order of their ids. */
export function changesOf(
  histories: ReadonlyMap<string, GoalHistory>,
  goals: readonly Goal[],
): readonly GoalChange[] {
  const wanted = new Map(goals.map((goal) => [goal.id, goal]));
  const ids = [...new Set([...histories.keys(), ...wanted.keys()])].toSorted();
  return ids.flatMap((id) => changeOf(id, agreed(histories.get(id)), wanted.get(id)) ?? []);
}

/** The goal as it was last agreed; undefined where it is not, or not any more. */
function agreed(history: GoalHistory | undefined): Goal | undefined {
  return history?.revisions.at(-1)?.goal ?? undefined;
}

/** How a goal differs from before; undefined where it does not. */
export function changeOf(
  id: string,
  before: Goal | undefined,
  after: Goal | undefined,
): GoalChange | undefined {
  if (before === undefined && after === undefined) return undefined;
  if (before === undefined) return { id, kind: 'added', before, after, fields: [] };
  if (after === undefined) return { id, kind: 'removed', before, after, fields: [] };
  const fields = differing(before, after);
  return fields.length === 0 ? undefined : { id, kind: 'changed', before, after, fields };
}

function differing(before: Goal, after: Goal): readonly string[] {
  const [a, b] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...a.keys(), ...b.keys()])].filter(
    (field) => !isDeepStrictEqual(a.get(field), b.get(field)),
  );
}
