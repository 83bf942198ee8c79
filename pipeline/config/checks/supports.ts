import { formatDecimal, ONE, parseDecimal } from '../../../schemas/decimal.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Finding } from '../finding.ts';
import { noGoal } from './parent.ts';
import { circleOf, type Surroundings } from './surroundings.ts';

/** A supported goal that is not there, circles, and weights that make no score. */
export function checkSupports(goal: Goal, around: Surroundings): readonly Finding[] {
  const { supports, weight } = goal;
  if (supports === undefined) return weight === undefined ? [] : [alone()];
  const supported = around.goals.get(supports);
  if (supported === undefined) return noGoal('supports', supports, around);
  return [
    ...checkTime(goal, supported),
    ...checkSupportsCircle(goal, around),
    ...checkWeight(goal),
    ...checkWeights(goal, around),
  ];
}

function alone(): Finding {
  return {
    path: ['weight'],
    message: 'is there without supports',
    mend: 'write supports and the id of the goal whose score it is a part of, or take weight out',
  };
}

function checkSupportsCircle(goal: Goal, { goals }: Surroundings): readonly Finding[] {
  const ids = circleOf(goal, ({ supports }) =>
    supports === undefined ? undefined : goals.get(supports),
  );
  if (ids === undefined) return [];
  return [
    {
      path: ['supports'],
      message: `these goals support each other in a circle: ${ids}`,
      mend: 'take supports out of one of them',
    },
  ];
}

function checkTime({ window }: Goal, { id, window: other }: Goal): readonly Finding[] {
  if (window.start <= other.end && window.end >= other.start) return [];
  return [
    {
      path: ['supports'],
      message: `has no day in common with ${id} (${other.start} to ${other.end})`,
      mend: 'correct one of the windows, or take supports out',
    },
  ];
}

function checkWeight({ weight }: Goal): readonly Finding[] {
  if (weight === undefined || (parseDecimal(weight) ?? 0n) > 0n) return [];
  return [
    { path: ['weight'], message: `is ${weight}, not above 0`, mend: 'write a part such as 0.5' },
  ];
}

/** Told once for the goals that support one goal: at the first of them. */
function checkWeights(goal: Goal, { goals, helped }: Surroundings): readonly Finding[] {
  if (helped.has(goal.supports ?? '')) return [];
  const group = [...goals.values()].filter(({ supports }) => supports === goal.supports);
  const bare = group.filter(({ weight }) => weight === undefined);
  if (bare.length === group.length) return [];
  if (bare.length > 0) {
    if (goal !== bare[0]) return [];
    return [
      {
        path: ['supports'],
        message: `has no weight, unlike others that support ${goal.supports}`,
        mend: 'give each of them a weight, or none',
      },
    ];
  }
  const sum = group.reduce((total, { weight = '0' }) => total + (parseDecimal(weight) ?? 0n), 0n);
  if (goal !== group[0] || sum === ONE) return [];
  const ids = group.map(({ id }) => id).join(', ');
  return [
    {
      path: ['weight'],
      message: `the weights of what supports ${goal.supports} (${ids}) sum to ${formatDecimal(sum)}`,
      mend: 'make them sum to exactly 1',
    },
  ];
}
