import { lengthOf } from '../../schemas/calendar.ts';
import { parseDecimal } from '../../schemas/decimal.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Baseline } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { Days } from './calendar.ts';
import { comparedDays } from './compare.ts';
import { micros, scale, type Fraction } from './fraction.ts';
import { addsUpOverDays } from './measured.ts';

/** What is known of a goal's baseline on a day. */
export interface BaselineInput {
  readonly frozen: FrozenBaseline | undefined;
  readonly metric: Pick<Metric, 'kind'>;
  /** The first local date that is not over. */
  readonly today: string;
}

/** A baseline's value, or why there is none. */
export type From = { readonly value: Fraction } | { readonly reason: string };

/**
 * What a period is measured from: the frozen value of its compared days, or the fixed one. Pure.
 * @param perDay whether a sum over given days of another length is made one of the period's length.
 */
export function baselineOf(
  baseline: Baseline,
  period: Days,
  { frozen, metric, today }: BaselineInput,
  perDay: boolean,
): From {
  if (baseline.kind === 'fixed') return { value: micros(parseDecimal(baseline.value) ?? 0n) };
  const found = frozenPeriod(frozen, period);
  const compared = comparedDays(baseline, period) ?? period;
  if (found !== undefined) {
    const from = valueOr(found.value, compared);
    return perDay && metric.kind === 'sum' ? inDaysOf(from, compared, period) : from;
  }
  const days = `${compared.start} to ${compared.end}`;
  return compared.end < today
    ? { reason: `the baseline, ${days}, is not measured yet` }
    : { reason: `the days to compare with, ${days}, are not over yet` };
}

/**
 * What the first period's days so far are measured from: as many days of its baseline. A part of a
 * period is not compared with a fixed baseline where values grow with the days. Pure.
 * @param compared the baseline's days up to now.
 * @param gone the days so far.
 */
export function baselineToDate(
  baseline: Baseline,
  first: Days,
  { compared, gone }: { readonly compared: Days | undefined; readonly gone: Days },
  input: BaselineInput,
): From {
  if (compared === undefined) {
    return addsUpOverDays(input.metric)
      ? { reason: 'the first period is not over, and its baseline is for a whole one' }
      : baselineOf(baseline, first, input, false);
  }
  const whole = comparedDays(baseline, first) ?? compared;
  if (input.metric.kind === 'sum' && lengthOf(whole) !== lengthOf(first)) {
    return inDaysOf(baselineOf(baseline, first, input, false), whole, gone);
  }
  const found = frozenPeriod(input.frozen, first);
  if (found === undefined) return baselineOf(baseline, first, input, false);
  if (found.toDate === undefined) {
    return { reason: 'the baseline was measured for the whole period only, not day by day' };
  }
  return valueOr(found.toDate[lengthOf(compared) - 1] ?? undefined, compared);
}

/** A sum over some days as one of the length of others. */
function inDaysOf(from: From, days: Days, others: Days): From {
  if ('reason' in from) return from;
  return { value: scale(from.value, BigInt(lengthOf(others)), BigInt(lengthOf(days))) };
}

function valueOr(value: string | undefined, { start, end }: Days): From {
  return value === undefined
    ? { reason: `nothing was counted on the days to compare with, ${start} to ${end}` }
    : { value: micros(parseDecimal(value) ?? 0n) };
}

/** A period as it was frozen. */
export function frozenPeriod(
  frozen: FrozenBaseline | undefined,
  { start, end }: Days,
): FrozenBaseline['periods'][number] | undefined {
  return frozen?.periods.find((period) => period.start === start && period.end === end);
}
