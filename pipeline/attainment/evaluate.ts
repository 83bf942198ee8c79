import { formatDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { baselineOf } from './baseline.ts';
import {
  comparisonOf,
  relativeTo,
  towards,
  type Evaluation,
  type EvaluationInput,
} from './change.ts';
import { maintained } from './maintain.ts';
import { ratioParts, valueOf, valuesOf } from './measured.ts';
import { elapsed, stateOf } from './state.ts';

/**
 * How far a goal is on a local date. Pure. Attainment is never clipped:
 * reach: actual ÷ target; increase and decrease: (actual − baseline) ÷ (target − baseline);
 * maintain: periods inside the band ÷ periods that are over and have facts;
 * relative: see `relative`.
 */
export function evaluate(goal: Goal, metric: Metric, input: EvaluationInput): Evaluation {
  const { whole, today } = input;
  const actual = valueOf(metric, whole);
  const counted = { elapsed: elapsed(goal.window, today), facts: whole.facts };
  const base = {
    ...counted,
    ...(actual === undefined ? {} : { actual: formatDecimal(actual) }),
    ...ratioParts(metric, whole),
  };
  switch (goal.type) {
    case 'maintain': {
      const { held, ...figures } = maintained(goal, valuesOf(metric, input.periods), today);
      const target = goal.band.max ?? goal.band.min ?? '0';
      return { ...base, ...figures, target, state: stateOf(goal, whole, today, held) };
    }
    case 'relative':
      return { ...counted, ...relativeTo(goal, metric, input) };
    case 'reach':
      return { ...base, ...towards(goal, actual, { value: 0n }, input) };
    case 'increase':
    case 'decrease':
      return {
        ...base,
        ...towards(goal, actual, baselineOf(goal.baseline, goal.window, input), input),
        comparison: comparisonOf(goal, metric, input, goal.window),
      };
  }
}
