import { divideDecimal, formatDecimal } from '../../schemas/decimal.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { Days, PeriodValue } from './calendar.ts';

/** What a metric's parts add up to over some days: micros for sums, whole numbers × 10⁶ for counts. */
export interface Measured {
  /** Numerator and denominator of a ratio, sum and count of a mean; one of any other kind. */
  readonly parts: readonly bigint[];
  readonly facts: number;
}

export interface PeriodMeasured extends Days {
  readonly measured: Measured;
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

/** Periods without facts have no value: nothing counted is not the same as nothing sold. */
export function valuesOf(metric: Metric, periods: readonly PeriodMeasured[] = []): PeriodValue[] {
  return periods.map(({ start, end, measured }) => ({
    start,
    end,
    value: measured.facts === 0 ? undefined : valueOf(metric, measured),
  }));
}
