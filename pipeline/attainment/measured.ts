import { divideDecimal, formatDecimal, ONE } from '../../schemas/decimal.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { Days, PeriodValue } from './calendar.ts';
import { fraction, micros, type Fraction } from './fraction.ts';

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

/** Whether values grow with the number of days, as sums and distinct counts do. */
export function addsUpOverDays({ kind }: Pick<Metric, 'kind'>): boolean {
  return kind === 'sum' || kind === 'distinct';
}

/**
 * The metric's exact value over days that were read: 0 for a sum or a count of nothing, undefined
 * for a rate of nothing.
 * @param read whether all the days were read; days that were not and have no facts have no value.
 */
export function exactOf(metric: Metric, measured: Measured, read: boolean): Fraction | undefined {
  const [first = 0n, second = 0n] = measured.parts;
  if (measured.facts === 0 && !(read && addsUpOverDays(metric))) return undefined;
  return metric.kind === 'ratio' || metric.kind === 'mean'
    ? fraction(first * BigInt(metric.scale ?? 1) * ONE, second)
    : micros(first);
}

/** Periods with their values, of days as far as they are gone and were read. */
export function valuesOf(
  metric: Metric,
  periods: readonly PeriodMeasured[],
  isRead: (days: Days) => boolean,
): PeriodValue[] {
  return periods.map(({ start, end, measured }) => ({
    start,
    end,
    value: exactOf(metric, measured, isRead({ start, end })),
  }));
}
