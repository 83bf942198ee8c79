import type { Goal } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';
import { touchModel } from '../../attribution/matcher.ts';
import { dimensionsOf } from '../../attribution/scope.ts';
import type { Finding } from '../finding.ts';
import { chainOf, type Surroundings } from './surroundings.ts';

/** Touches that a metric's facts don't have, that nothing is split by, or that differ in a family. */
export function checkTouch(goal: Goal, around: Surroundings): readonly Finding[] {
  const touch = touchModel(goal);
  const parent = goal.parent === undefined ? undefined : around.goals.get(goal.parent);
  const metric = around.metrics.get(goal.metric);
  if (parent?.metric === goal.metric && touchModel(parent) !== touch) {
    const of = touchModel(parent);
    return [
      {
        path: ['touch'],
        message: `is ${touch}, and that of its parent ${parent.id} is ${of}`,
        mend: `write touch: ${of}, or change the whole family`,
      },
    ];
  }
  if (touch === 'last' || metric === undefined) return [];
  return checkFacts(touch, metric) ?? checkSplit(goal, around);
}

function checkFacts(touch: 'first' | 'linear', metric: Metric): readonly Finding[] | undefined {
  const strange = metric.parts.find(({ fact }) => fact !== 'sale');
  if (strange !== undefined) {
    return [
      {
        path: ['touch'],
        message: `is ${touch}, but ${metric.id} is made of ${strange.fact} facts, which have no touches`,
        mend: 'take touch out, or use a metric of sales',
      },
    ];
  }
  const whole = metric.parts.find(({ aggregate }) => aggregate !== 'sum');
  if (touch === 'first' || whole === undefined) return undefined;
  return [
    {
      path: ['touch'],
      message: `is linear, but ${metric.id} counts ${whole.id}, which can’t be split over touches`,
      mend: 'write touch: first or last, or use a metric that adds amounts, such as net_sales',
    },
  ];
}

/** Touches decide on channel and campaign: somewhere in the family one of them must be asked for. */
function checkSplit(goal: Goal, { goals }: Surroundings): readonly Finding[] {
  const rootOf = (one: Goal): Goal =>
    chainOf(one, ({ parent }) => (parent === undefined ? undefined : goals.get(parent))).chain.at(
      -1,
    ) ?? one;
  const root = rootOf(goal);
  const family = [...goals.values()].filter((one) => rootOf(one) === root);
  if (family.some(isByTouch) || goal !== root) return [];
  return [
    {
      path: ['touch'],
      message: `is ${goal.touch}, but neither this goal nor one below it has a scope on channel or campaign`,
      mend: 'scope it by channel or campaign, or take touch out',
    },
  ];
}

function isByTouch({ scope }: Goal): boolean {
  if (scope === undefined) return false;
  const dimensions = dimensionsOf(scope);
  return dimensions.has('channel') || dimensions.has('campaign');
}
