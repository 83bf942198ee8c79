import { lengthOf } from '../../schemas/calendar.ts';
import { parseDecimal } from '../../schemas/decimal.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Baseline } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import type { Days } from './calendar.ts';
import { comparedDays } from './compare.ts';
import { micros, type Fraction } from './fraction.ts';
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

/** What a period is measured from: the frozen value of its compared days, or the fixed one. Pure. */
export function baselineOf(
  baseline: Baseline,
  period: Days,
  { frozen, today }: Pick<BaselineInput, 'frozen' | 'today'>,
): From {
  if (baseline.kind === 'fixed') return { value: micros(parseDecimal(baseline.value) ?? 0n) };
  const found = frozenPeriod(frozen, period);
  const compared = comparedDays(baseline, period) ?? period;
  if (found !== undefined) return valueOr(found.value, compared);
  const days = `${compared.start} to ${compared.end}`;
  return compared.end < today
    ? { reason: `the baseline, ${days}, is not measured yet` }
    : { reason: `the days to compare with, ${days}, are not over yet` };
}

/**
 * What the first period's days so far are measured from: as many days of its baseline. A part of a
 * period is not compared with a fixed baseline where values grow with the days. Pure.
 * @param compared the baseline's days up to now.
 */
export function baselineToDate(
  baseline: Baseline,
  first: Days,
  compared: Days | undefined,
  input: BaselineInput,
): From {
  if (compared === undefined) {
    return addsUpOverDays(input.metric)
      ? { reason: 'the first period is not over, and its baseline is for a whole one' }
      : baselineOf(baseline, first, input);
  }
  const found = frozenPeriod(input.frozen, first);
  if (found === undefined) return baselineOf(baseline, first, input);
  if (found.toDate === undefined) {
    return { reason: 'the baseline was measured for the whole period only, not day by day' };
  }
  return valueOr(found.toDate[lengthOf(compared) - 1] ?? undefined, compared);
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
