import type { GoalAttainment } from '../../schemas/attainment.ts';
import { formatDecimal, ONE, parseDecimal } from '../../schemas/decimal.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { frozenPeriod } from './baseline.ts';
import type { Days } from './calendar.ts';
import { comparedDays, comparisonWords } from './compare.ts';
import { compare, divide, formatBeside, micros, type Fraction } from './fraction.ts';
import { exactOf, valuesOf, type Measured, type PeriodMeasured } from './measured.ts';
import { wereRead, type Reading } from './reading.ts';
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
      | 'judge'
      | 'numerator'
      | 'periods'
      | 'reason'
      | 'target'
      | 'worst'
    >
  >;

/** What is measured of a goal on a day. */
export interface EvaluationInput extends Reading {
  readonly whole: Measured;
  /** Those of a maintain or relative goal, in order. */
  readonly periods?: readonly PeriodMeasured[];
  /** The first period over its whole days so far, while it is running: the window of an increase or a decrease. */
  readonly running?: Measured | undefined;
  readonly frozen?: FrozenBaseline | undefined;
  /** The goal as it was in force on a local day; absent: as it is. */
  readonly goalOn?: (day: string) => Goal;
}

type Targeted = Extract<Goal, { target: string }>;
type Change = Extract<Goal, { type: 'increase' | 'decrease' | 'relative' }>;
export type Stand = Omit<Evaluation, 'elapsed' | 'facts'>;

/** How much of the target is there. */
export function reached(goal: Targeted, metric: Metric, input: EvaluationInput): Stand {
  const target = parseDecimal(goal.target) ?? 0n;
  const value = exactOf(metric, input.whole, wereRead(input, goal.window));
  const share = value === undefined ? undefined : divide(value, micros(target));
  const isReached = share !== undefined && compare(share, micros(ONE)) >= 0;
  return {
    target: formatDecimal(target),
    ...shareText(share),
    state: stateOf(goal, { known: value !== undefined, reached: isReached }, input),
    ...(value === undefined ? tooLittle(input, goal.window) : {}),
  };
}

/** An attainment; it never reaches 1 by rounding. */
export function shareText(share: Fraction | undefined): { attainment?: string } {
  return share === undefined ? {} : { attainment: formatBeside(share, [ONE]) };
}

/** Why there is no value though the window has begun. */
export function tooLittle(reading: Reading, window: Days): { reason?: string } {
  if (reading.today < window.start) return {};
  return wereRead(reading, window)
    ? { reason: 'too little was counted for a rate: there is nothing to divide by' }
    : { reason: 'nothing was counted, and the streams were not read over these days' };
}

export function relativeTo(
  goal: Extract<Goal, { type: 'relative' }>,
  metric: Metric,
  input: EvaluationInput,
): Stand {
  const { frozen, today, goalOn = () => goal } = input;
  const isRead = (days: Days): boolean => wereRead(input, days);
  const result = relative(goal, {
    periods: valuesOf(metric, input.periods ?? [], isRead),
    running: exactOf(metric, input.running ?? { parts: [], facts: 0 }, isRead(goal.window)),
    frozen,
    metric,
    today,
    reading: input,
    changeOn: (day) => {
      const then = goalOn(day);
      return then.type === 'relative' ? parseDecimal(then.change) : undefined;
    },
  });
  const {
    words,
    running,
    period,
    compared,
    lacks,
    periods,
    reached: isReached,
    ...figures
  } = result;
  const frozenFor = (running ? periods[0] : period) ?? goal.window;
  const standing = {
    known: exactOf(metric, input.whole, isRead(goal.window)) !== undefined,
    reached: isReached,
    baseless: lacks === 'baseline',
  };
  const state = stateOf(goal, standing, input);
  return {
    ...figures,
    periods: [...periods],
    change: goal.change,
    state: state === 'missed' && lacks === 'value' ? 'nodata' : state,
    comparison: {
      ...comparisonOf(goal, metric, input, frozenFor),
      words,
      running,
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
  { frozen }: Pick<EvaluationInput, 'frozen'>,
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
