import type { Goal } from '../../../schemas/goals.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../problem.ts';
import { chainOf, type Surroundings } from './surroundings.ts';

/** A parent that is not there, measures something else, or does not hold this goal's window. */
export function checkParent(goal: Goal, around: Surroundings): readonly Finding[] {
  if (goal.parent === undefined) return [];
  const parent = around.goals.get(goal.parent);
  if (parent === undefined) return noGoal('parent', goal.parent, around);
  return (
    checkParentCircle(goal, around) ??
    checkParentMetric(goal, parent) ??
    checkParentWindow(goal, parent) ??
    []
  );
}

/** A goal that is named and not there. */
export function noGoal(
  field: 'parent' | 'supports',
  id: string,
  { goals, named }: Surroundings,
): readonly Finding[] {
  if (named.has(id)) return [];
  const near = nearest(id, goals.keys());
  const mend =
    near === undefined ? `write the id of a goal, or take ${field} out` : `write ${near}`;
  return [{ path: [field], message: `there is no goal ${id}`, mend }];
}

function checkParentCircle(goal: Goal, { goals }: Surroundings): readonly Finding[] | undefined {
  const { chain, round } = chainOf(goal, ({ parent }) =>
    parent === undefined ? undefined : goals.get(parent),
  );
  if (!round) return undefined;
  if (chain.some(({ id }) => id < goal.id)) return [];
  const ids = [...chain, goal].map(({ id }) => id).join(' → ');
  return [
    {
      path: ['parent'],
      message: `goes round in a circle: ${ids}`,
      mend: 'take parent out of one of these goals',
    },
  ];
}

function checkParentMetric(goal: Goal, parent: Goal): readonly Finding[] | undefined {
  if (parent.metric === goal.metric) return undefined;
  return [
    {
      path: ['parent'],
      message: `measures ${parent.metric}, and this goal ${goal.metric}: they don't add up`,
      mend: `write supports: ${parent.id} instead of parent, or use one metric for both`,
    },
  ];
}

function checkParentWindow({ window }: Goal, parent: Goal): readonly Finding[] | undefined {
  if (window.start >= parent.window.start && window.end <= parent.window.end) return undefined;
  return [
    {
      path: ['window'],
      message: `reaches beyond that of its parent ${parent.id} (${parent.window.start} to ${parent.window.end})`,
      mend: 'keep it inside, or take parent out',
    },
  ];
}
