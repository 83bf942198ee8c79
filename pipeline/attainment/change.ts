import type { GoalAttainment } from '../../schemas/attainment.ts';
import { divideDecimal, formatDecimal, ONE, parseDecimal } from '../../schemas/decimal.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { frozenPeriod, type From } from './baseline.ts';
import type { Days } from './calendar.ts';
import { comparedDays, comparisonWords } from './compare.ts';
import { valueOf, valuesOf, type Measured, type PeriodMeasured } from './measured.ts';
import { relative } from './relative.ts';
import { stateOf } from './state.ts';

/** The figures of a goal that evaluation works out. */
export type Evaluation = Pick<GoalAttainment, 'state' | 'elapsed' | 'facts'> &
  Partial<
    Pick<
      GoalAttainment,
      | 'actual'
      | 'attainment'
      | 'band'
      | 'baseline'
      | 'change'
      | 'comparison'
      | 'denominator'
      | 'numerator'
      | 'periods'
      | 'reason'
      | 'target'
      | 'worst'
    >
  >;

/** What is measured of a goal on a day. */
export interface EvaluationInput {
  readonly whole: Measured;
  /** Those of a maintain or relative goal, in order. */
  readonly periods?: readonly PeriodMeasured[];
  /** The first period of a relative goal over its whole days so far, while it is running. */
  readonly running?: Measured | undefined;
  readonly frozen?: FrozenBaseline | undefined;
  /** The first local date that is not over. */
  readonly today: string;
}

type Targeted = Extract<Goal, { target: string }>;
type Change = Extract<Goal, { type: 'increase' | 'decrease' | 'relative' }>;

/** Reach, increase and decrease: how much of the way to the target is gone. */
export function towards(
  goal: Targeted,
  actual: bigint | undefined,
  from: From,
  { whole, today }: EvaluationInput,
): Omit<Evaluation, 'elapsed' | 'facts'> {
  const target = parseDecimal(goal.target) ?? 0n;
  if ('reason' in from) {
    const state = stateOf(goal, whole, today, false, true);
    return { target: formatDecimal(target), state, reason: from.reason };
  }
  const { value: start } = from;
  const share = actual === undefined ? undefined : divideDecimal(actual - start, target - start);
  return {
    target: formatDecimal(target),
    ...(goal.type === 'reach' ? {} : { baseline: formatDecimal(start) }),
    ...(share === undefined ? {} : { attainment: formatDecimal(share) }),
    state: stateOf(goal, whole, today, share !== undefined && share >= ONE),
  };
}

export function relativeTo(
  goal: Extract<Goal, { type: 'relative' }>,
  metric: Metric,
  input: EvaluationInput,
): Omit<Evaluation, 'elapsed' | 'facts'> {
  const { whole, running, frozen, today } = input;
  const adds = metric.kind === 'sum' || metric.kind === 'distinct';
  const result = relative(goal, {
    periods: valuesOf(metric, input.periods),
    running: running === undefined || running.facts === 0 ? undefined : valueOf(metric, running),
    frozen,
    adds,
    today,
  });
  const { words, running: isRunning, period, compared, last, lacks, periods, ...figures } = result;
  const frozenFor = (isRunning ? periods[0] : period) ?? goal.window;
  const state = stateOf(
    goal,
    whole,
    today,
    last !== undefined && last >= ONE,
    lacks === 'baseline',
  );
  return {
    ...figures,
    periods: [...periods],
    change: goal.change,
    state: state === 'missed' && lacks === 'value' ? 'nodata' : state,
    comparison: {
      ...comparisonOf(goal, metric, input, frozenFor),
      words,
      running: isRunning,
      ...(period === undefined ? {} : { period }),
      ...(compared === undefined ? {} : { compared }),
    },
  };
}

/**
 * What a change is measured from, and since when that stands.
 * @param period the period of whole days that a baseline was frozen for.
 */
export function comparisonOf(
  { baseline }: Change,
  metric: Metric,
  { frozen }: EvaluationInput,
  period: Days,
): NonNullable<GoalAttainment['comparison']> {
  const compared = comparedDays(baseline, period);
  const measured = frozenPeriod(frozen, period);
  const version = measured?.metricVersion ?? frozen?.metricVersion;
  const knownAt = measured?.knownAt ?? frozen?.knownAt;
  return {
    kind: baseline.kind,
    words: comparisonWords(baseline, period, compared),
    running: false,
    ...(compared === undefined ? {} : { compared }),
    ...(measured === undefined || version === undefined || knownAt === undefined
      ? {}
      : { metricVersion: version, knownAt, redefined: version !== metric.version }),
  };
}
