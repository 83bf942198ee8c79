import type { GoalAttainment } from '../../schemas/attainment.ts';
import { divideDecimal, formatDecimal, parseDecimal, quotient } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { daysBetween } from '../../schemas/calendar.ts';
import type { Days } from './calendar.ts';

/** What a metric's parts add up to over some days: micros for sums, whole numbers × 10⁶ for counts. */
export interface Measured {
  /** One for a sum or a distinct count; numerator and denominator for a ratio. */
  readonly parts: readonly bigint[];
  readonly facts: number;
}

export interface PeriodMeasured extends Days {
  readonly measured: Measured;
}

/** The figures of a goal that evaluation works out. */
export type Evaluation = Pick<GoalAttainment, 'state' | 'elapsed' | 'facts' | 'target'> &
  Partial<
    Pick<
      GoalAttainment,
      'actual' | 'numerator' | 'denominator' | 'attainment' | 'band' | 'baseline' | 'periods'
    >
  >;

/**
 * How far a goal is on a local date. Pure. Attainment is never clipped:
 * reach: actual ÷ target; increase and decrease: (actual − baseline) ÷ (target − baseline);
 * maintain: periods inside the band ÷ periods that are over and have facts.
 * `periods` are those of a maintain goal, in order.
 */
export function evaluate(
  goal: Goal,
  metric: Metric,
  measured: Measured,
  periods: readonly PeriodMeasured[],
  today: string,
): Evaluation {
  const actual = valueOf(metric, measured);
  const base = {
    elapsed: elapsed(goal.window, today),
    facts: measured.facts,
    ...(actual === undefined ? {} : { actual: formatDecimal(actual) }),
    ...ratioParts(metric, measured),
  };
  if (goal.type === 'maintain') {
    return { ...base, ...maintained(goal, metric, measured, periods, today) };
  }
  const from = baselineOf(goal);
  const baseline = parseDecimal(from ?? '0') ?? 0n;
  const target = goal.type === 'relative' ? 0n : (parseDecimal(goal.target) ?? 0n);
  const share =
    actual === undefined ? undefined : divideDecimal(actual - baseline, target - baseline);
  return {
    ...base,
    target: formatDecimal(target),
    ...(from === undefined ? {} : { baseline: from }),
    ...(share === undefined ? {} : { attainment: formatDecimal(share) }),
    state: stateOf(goal, measured, today, share !== undefined && share >= 1_000_000n),
  };
}

function baselineOf(goal: Goal): string | undefined {
  return 'baseline' in goal && goal.baseline.kind === 'fixed' ? goal.baseline.value : undefined;
}

/** The metric's value in micros; undefined where it can't be said (nothing to divide by). */
export function valueOf(metric: Metric, { parts, facts }: Measured): bigint | undefined {
  const [first = 0n, second = 0n] = parts;
  if (metric.kind === 'percentile' && facts === 0) return undefined;
  return metric.kind === 'ratio' || metric.kind === 'mean'
    ? divideDecimal(first * BigInt(metric.scale ?? 1), second)
    : first;
}

/** Numerator and denominator of a ratio; sum and count of a mean. */
export function ratioParts(
  metric: Metric,
  { parts }: Measured,
): { numerator?: string; denominator?: string } {
  if (metric.kind !== 'ratio' && metric.kind !== 'mean') return {};
  const [numerator = 0n, denominator = 0n] = parts;
  return { numerator: formatDecimal(numerator), denominator: formatDecimal(denominator) };
}

type Maintain = Extract<Goal, { type: 'maintain' }>;

function maintained(
  goal: Maintain,
  metric: Metric,
  measured: Measured,
  periods: readonly PeriodMeasured[],
  today: string,
): Pick<Evaluation, 'state' | 'target'> & Partial<Evaluation> {
  const judged = periods.map((period) => judge(goal, metric, period, today));
  const over = judged.filter(({ inside }) => inside !== undefined);
  const inside = over.filter((period) => period.inside === true).length;
  const share = quotient(BigInt(inside), BigInt(over.length));
  const closed = today > goal.window.end;
  return {
    target: goal.band.max ?? goal.band.min ?? '0',
    band: goal.band,
    periods: judged,
    ...(share === undefined ? {} : { attainment: share }),
    state: stateOf(goal, measured, today, closed && over.length > 0 && inside === over.length),
  };
}

function judge(
  { band }: Maintain,
  metric: Metric,
  { start, end, measured }: PeriodMeasured,
  today: string,
): { start: string; end: string; actual?: string; inside?: boolean } {
  const actual = measured.facts === 0 ? undefined : valueOf(metric, measured);
  if (actual === undefined) return { start, end };
  const min = band.min === undefined ? undefined : parseDecimal(band.min);
  const max = band.max === undefined ? undefined : parseDecimal(band.max);
  const inside = (min === undefined || actual >= min) && (max === undefined || actual <= max);
  return { start, end, actual: formatDecimal(actual), ...(today > end ? { inside } : {}) };
}

function stateOf(
  goal: Goal,
  { facts }: Measured,
  today: string,
  reached: boolean,
): GoalAttainment['state'] {
  if (today < goal.window.start) return 'early';
  if (facts === 0) return 'nodata';
  const closed = today > goal.window.end;
  if (reached && (closed || goal.type === 'reach')) return 'achieved';
  return closed ? 'missed' : 'open';
}

function elapsed(window: Days, today: string): string {
  const length = daysBetween(window.start, window.end) + 1;
  const gone = Math.min(Math.max(daysBetween(window.start, today), 0), length);
  return quotient(BigInt(gone), BigInt(length)) ?? '0';
}
