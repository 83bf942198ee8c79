import type { GoalAttainment } from '../../schemas/attainment.ts';
import { formatDecimal, parseDecimal, quotient } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { PeriodValue } from './calendar.ts';
import { compare, formatBeside, micros, subtract, type Fraction } from './fraction.ts';
import { judged as judgesBy } from './judge.ts';
import { areOver, type Reading } from './reading.ts';

type Maintain = Extract<Goal, { type: 'maintain' }>;

type Maintained = Pick<GoalAttainment, 'band' | 'periods' | 'attainment' | 'worst' | 'judge'> & {
  /** Whether periods are over, and all of them were inside. */
  readonly held: boolean;
  /** Whether there is a period to judge, or one that may come to be judged. */
  readonly judgeable: boolean;
};

/**
 * The share of the periods that are over and have a value which lie inside the band, and the one
 * farthest outside it (of equals the earliest). Pure.
 * @param bandOn the band in force on a local day; undefined where the goal was of another type then.
 */
export function maintained(
  goal: Maintain,
  periods: readonly PeriodValue[],
  reading: Reading,
  bandOn: (day: string) => Maintain['band'] | undefined = () => goal.band,
): Maintained {
  const all = periods.map((period) => judge(period, reading, bandOn(period.end)));
  const over = all.filter(({ inside }) => inside !== undefined);
  const inside = over.filter((period) => period.inside === true).length;
  const share = quotient(BigInt(inside), BigInt(over.length));
  const worst = worstOf(all);
  return {
    band: goal.band,
    periods: all.map(({ period }) => judgedBy(period, goal.band, bandOn(period.end))),
    judge: judgesBy(
      goal,
      all.map((one) => ({ met: one.inside, over: one.period.over === true })),
    ),
    held: over.length > 0 && inside === over.length,
    judgeable: over.length > 0 || all.some(({ period }) => period.over !== true),
    ...(share === undefined ? {} : { attainment: share }),
    ...(worst === undefined ? {} : { worst }),
  };
}

/** A period that another band judges than the goal's last one says so. */
function judgedBy(
  period: Judged['period'],
  last: Maintain['band'],
  band: Maintain['band'] | undefined,
): Judged['period'] {
  const same = band === undefined || (band.min === last.min && band.max === last.max);
  return same ? period : { ...period, band };
}

interface Judged {
  readonly period: NonNullable<GoalAttainment['periods']>[number];
  readonly inside: boolean | undefined;
  readonly breach?: { readonly limit: 'min' | 'max'; readonly by: Fraction };
}

function judge(
  { start, end, value }: PeriodValue,
  reading: Reading,
  band: Maintain['band'] | undefined,
): Judged {
  const over = areOver(reading, { start, end });
  if (value === undefined) return { period: { start, end, over }, inside: undefined };
  const limits = [band?.min, band?.max].map((text) => parseDecimal(text ?? ''));
  const near = limits.filter((limit) => limit !== undefined);
  const period = { start, end, over, actual: formatBeside(value, near) };
  if (!over || band === undefined) return { period, inside: undefined };
  const breach = beyond(value, limits);
  const inside = breach === undefined;
  return { period: { ...period, inside }, inside, ...(breach === undefined ? {} : { breach }) };
}

/** How far a value lies outside, and which limit it broke; undefined inside. */
function beyond(
  value: Fraction,
  [min, max]: readonly (bigint | undefined)[],
): Judged['breach'] | undefined {
  if (min !== undefined && compare(value, micros(min)) < 0) {
    return { limit: 'min', by: subtract(micros(min), value) };
  }
  return max !== undefined && compare(value, micros(max)) > 0
    ? { limit: 'max', by: subtract(value, micros(max)) }
    : undefined;
}

function worstOf(periods: readonly Judged[]): GoalAttainment['worst'] {
  let worst: { breach: NonNullable<Judged['breach']>; period: Judged['period'] } | undefined;
  for (const { breach, period } of periods) {
    if (breach === undefined) continue;
    if (worst === undefined || compare(breach.by, worst.breach.by) > 0) worst = { breach, period };
  }
  if (worst === undefined) return undefined;
  const { breach, period } = worst;
  const { start, end, actual = formatDecimal(0n) } = period;
  return { start, end, actual, limit: breach.limit, by: formatBeside(breach.by, [0n]) };
}
