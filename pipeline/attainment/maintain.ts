import type { GoalAttainment } from '../../schemas/attainment.ts';
import { formatDecimal, parseDecimal, quotient } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { PeriodValue } from './calendar.ts';

type Maintain = Extract<Goal, { type: 'maintain' }>;

type Maintained = Pick<GoalAttainment, 'band' | 'periods' | 'attainment' | 'worst'> & {
  /** Whether periods are over, and all of them were inside. */
  readonly held: boolean;
};

/**
 * The share of the periods that are over and have facts which lie inside the band, and the one
 * farthest outside it (of equals the earliest). Pure.
 */
export function maintained(
  { band }: Maintain,
  periods: readonly PeriodValue[],
  today: string,
): Maintained {
  const min = band.min === undefined ? undefined : parseDecimal(band.min);
  const max = band.max === undefined ? undefined : parseDecimal(band.max);
  const judged = periods.map((period) => judge(period, min, max, today));
  const over = judged.filter(({ inside }) => inside !== undefined);
  const inside = over.filter((period) => period.inside === true).length;
  const share = quotient(BigInt(inside), BigInt(over.length));
  const worst = worstOf(periods, min, max, today);
  return {
    band,
    periods: judged,
    held: over.length > 0 && inside === over.length,
    ...(share === undefined ? {} : { attainment: share }),
    ...(worst === undefined ? {} : { worst }),
  };
}

type Limit = bigint | undefined;

function judge(
  { start, end, value }: PeriodValue,
  min: Limit,
  max: Limit,
  today: string,
): NonNullable<GoalAttainment['periods']>[number] {
  const over = today > end;
  if (value === undefined) return { start, end, over };
  const inside = beyond(value, min, max) === undefined;
  return { start, end, over, actual: formatDecimal(value), ...(over ? { inside } : {}) };
}

/** How far a value lies outside, and which limit it broke; undefined inside. */
function beyond(
  value: bigint,
  min: Limit,
  max: Limit,
): { limit: 'min' | 'max'; by: bigint } | undefined {
  if (min !== undefined && value < min) return { limit: 'min', by: min - value };
  return max !== undefined && value > max ? { limit: 'max', by: value - max } : undefined;
}

function worstOf(
  periods: readonly PeriodValue[],
  min: Limit,
  max: Limit,
  today: string,
): GoalAttainment['worst'] {
  let worst: { breach: NonNullable<GoalAttainment['worst']>; by: bigint } | undefined;
  for (const { start, end, value } of periods) {
    const breach = value === undefined || today <= end ? undefined : beyond(value, min, max);
    if (value === undefined || breach === undefined) continue;
    if (worst !== undefined && breach.by <= worst.by) continue;
    const { limit, by } = breach;
    worst = {
      by,
      breach: { start, end, actual: formatDecimal(value), limit, by: formatDecimal(by) },
    };
  }
  return worst?.breach;
}
