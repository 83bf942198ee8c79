import { parseDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { reached, relativeTo, tooLittle, type Evaluation, type EvaluationInput } from './change.ts';
import { formatBeside } from './fraction.ts';
import { maintained } from './maintain.ts';
import { exactOf, ratioParts, valuesOf } from './measured.ts';
import { wereRead } from './reading.ts';
import { elapsed, stateOf } from './state.ts';
import { onTheWay } from './way.ts';

/**
 * How far a goal is on a local date, by exact fractions (decision 22). Pure. Attainment is never
 * clipped: reach: actual ÷ target; increase and decrease: (actual − baseline) ÷ (target − baseline),
 * of sums and counts before the window is over by as many days of both; maintain: periods inside the
 * band ÷ periods that are over and have a value; relative: see `relative`.
 */
export function evaluate(goal: Goal, metric: Metric, input: EvaluationInput): Evaluation {
  const { whole, today } = input;
  const value = exactOf(metric, whole, wereRead(input, goal.window));
  const counted = { elapsed: elapsed(goal.window, today), facts: whole.facts };
  const base = {
    ...counted,
    ...(value === undefined ? {} : { actual: formatBeside(value, limitsOf(goal)) }),
    ...ratioParts(metric, whole),
  };
  switch (goal.type) {
    case 'maintain':
      return { ...base, ...held(goal, metric, input) };
    case 'relative':
      return { ...counted, ...relativeTo(goal, metric, input) };
    case 'reach':
      return { ...base, ...reached(goal, metric, input) };
    case 'increase':
    case 'decrease':
      return { ...base, ...onTheWay(goal, metric, input) };
  }
}

function held(
  goal: Extract<Goal, { type: 'maintain' }>,
  metric: Metric,
  input: EvaluationInput,
): Omit<Evaluation, 'elapsed' | 'facts'> {
  const { goalOn = () => goal } = input;
  const values = valuesOf(metric, input.periods ?? [], (days) => wereRead(input, days));
  const bandOn = (day: string) => {
    const then = goalOn(day);
    return then.type === 'maintain' ? then.band : undefined;
  };
  const { held: isHeld, judgeable, ...figures } = maintained(goal, values, input, bandOn);
  const target = goal.band.max ?? goal.band.min ?? '0';
  const state = stateOf(goal, { known: judgeable && isKnown(values), reached: isHeld }, input);
  return {
    ...figures,
    target,
    state,
    ...(state === 'nodata' ? tooLittle(input, goal.window) : {}),
  };
}

function isKnown(values: readonly { readonly value: unknown }[]): boolean {
  return values.some(({ value }) => value !== undefined);
}

/** What a goal's value must not be rounded across, in micros. */
function limitsOf(goal: Goal): readonly bigint[] {
  const texts =
    goal.type === 'maintain'
      ? [goal.band.min, goal.band.max]
      : 'target' in goal
        ? [goal.target]
        : [];
  return texts.flatMap((text) => parseDecimal(text ?? '') ?? []);
}
