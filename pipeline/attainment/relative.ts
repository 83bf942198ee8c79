import type { GoalAttainment } from '../../schemas/attainment.ts';
import { ONE, parseDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import { addDays, lengthOf } from '../../schemas/calendar.ts';
import { baselineOf, baselineToDate, type BaselineInput, type From } from './baseline.ts';
import type { Days, PeriodValue } from './calendar.ts';
import { comparedDays, comparisonWords } from './compare.ts';
import {
  add,
  compare,
  divide,
  formatBeside,
  fraction,
  micros,
  scale,
  subtract,
  type Fraction,
} from './fraction.ts';
import { judged, judgeOf } from './judge.ts';
import { areOver, wereRead, type Reading } from './reading.ts';

type Relative = Extract<Goal, { type: 'relative' }>;
type Period = NonNullable<GoalAttainment['periods']>[number];
/** What is known of a relative goal on a day. */
export interface RelativeInput extends BaselineInput {
  readonly periods: readonly PeriodValue[];
  /** The first period's whole days so far, while it is running; undefined where there is no value. */
  readonly running: Fraction | undefined;
  readonly reading: Reading;
  /** The change asked for on a local day, in micros; undefined where the goal was of another type then. */
  readonly changeOn: (day: string) => bigint | undefined;
}

/** Where a relative goal stands, and which days say so. */
export interface RelativeResult {
  readonly periods: readonly Period[];
  readonly judge: NonNullable<GoalAttainment['judge']>;
  readonly words: string;
  readonly running: boolean;
  readonly period?: Days;
  readonly compared?: Days;
  readonly baseline?: string;
  readonly actual?: string;
  readonly target?: string;
  readonly attainment?: string;
  /** Whether the periods that are over meet what was asked for. */
  readonly reached: boolean;
  /** Why there is no attainment. */
  readonly reason?: string;
  readonly lacks?: 'value' | 'baseline';
}

/** One period against its compared days. */
interface Judged {
  readonly period: PeriodValue;
  readonly from: From;
  readonly over: boolean;
  /** In micros. */
  readonly change: bigint;
  readonly share: Fraction | undefined;
  readonly met: boolean | undefined;
}

/**
 * Each period against its own compared days: target = baseline × (1 + change), attainment =
 * (value − baseline) ÷ (baseline × change), exact, signed and never clipped. What stands now is the
 * last period that is over; before one is, the first one's whole days so far against as many days of
 * its baseline. How the periods make a verdict says `judge`. Pure.
 */
export function relative(goal: Relative, input: RelativeInput): RelativeResult {
  const { periods, reading } = input;
  const all = periods.map((period) => judgePeriod(goal, period, input));
  const base = {
    periods: all.map((one) => periodOf(goal, one)),
    judge: judged(goal, all),
  };
  const last = all.findLast(({ over }) => over);
  const now = last ?? runningPeriod(goal, input);
  const first = periods[0] ?? { ...goal.window, value: undefined };
  if (now === undefined) {
    const words = comparisonWords(goal.baseline, first, comparedDays(goal.baseline, first));
    const reason =
      reading.today <= first.start
        ? 'no day of the first period is over yet'
        : 'the first period was not read yet';
    return { ...base, words, running: true, reached: false, reason, lacks: 'value' };
  }
  const running = last === undefined;
  const compared = running
    ? comparedToDate(goal, first, now.period)
    : comparedDays(goal.baseline, now.period);
  const { actual, baseline, target } = periodOf(goal, now);
  return {
    ...base,
    words: comparisonWords(goal.baseline, now.period, compared),
    running,
    period: { start: now.period.start, end: now.period.end },
    ...(compared === undefined ? {} : { compared }),
    ...text('actual', actual),
    ...text('baseline', baseline),
    ...text('target', target),
    ...verdictOf(goal, all, now, { reading, running }),
  };
}

function judgePeriod(goal: Relative, period: PeriodValue, input: RelativeInput): Judged {
  const over = areOver(input.reading, period);
  const change = input.changeOn(period.end);
  const from = baselineOf(goal.baseline, period, input);
  const share = change === undefined ? undefined : shareOf(change, period.value, from);
  return {
    period,
    from,
    over,
    change: change ?? changeOf(goal),
    share,
    met: over && share !== undefined ? isMet(share) : undefined,
  };
}

/** The first period as far as its days are gone. */
function runningPeriod(goal: Relative, input: RelativeInput): Judged | undefined {
  const { periods, running, reading } = input;
  const first = periods[0];
  if (first === undefined || reading.today <= first.start) return undefined;
  const yesterday = addDays(reading.today, -1);
  const end = yesterday < first.end ? yesterday : first.end;
  const period = { start: first.start, end, value: running };
  const compared = comparedToDate(goal, first, period);
  const from = baselineToDate(goal.baseline, first, compared, input);
  const change = changeOf(goal);
  return {
    period,
    from,
    over: false,
    change,
    share: shareOf(change, running, from),
    met: undefined,
  };
}

type Verdict = Pick<RelativeResult, 'attainment' | 'reached' | 'reason' | 'lacks'>;

function verdictOf(
  goal: Relative,
  all: readonly Judged[],
  now: Judged,
  { reading, running }: { readonly reading: Reading; readonly running: boolean },
): Verdict {
  const over = all.filter((one) => one.over);
  if (running || judgeOf(goal) === 'last') return verdictOfOne(now, running, reading);
  if (judgeOf(goal) === 'total') return verdictOfTotal(over, reading);
  const known = over.filter(({ met }) => met !== undefined);
  if (known.length === 0) return { ...verdictOfOne(now, running, reading), reached: false };
  const met = known.filter((one) => one.met === true).length;
  const share = fraction(BigInt(met) * ONE, BigInt(known.length));
  return {
    ...(share === undefined ? {} : { attainment: formatBeside(share, [ONE]) }),
    reached: met === known.length,
  };
}

function verdictOfOne(
  { period, from, share, change }: Judged,
  running: boolean,
  reading: Reading,
): Verdict {
  if (share === undefined) return { reached: false, ...whyNot(period, from, change, reading) };
  return { attainment: formatBeside(share, [ONE]), reached: !running && isMet(share) };
}

/** Σ values against Σ baselines, of the periods that are over. */
function verdictOfTotal(over: readonly Judged[], reading: Reading): Verdict {
  let above = micros(0n);
  let asked = micros(0n);
  for (const { period, from, share, change } of over) {
    if (share === undefined || 'reason' in from || period.value === undefined) {
      return { reached: false, ...whyNot(period, from, change, reading) };
    }
    above = add(above, subtract(period.value, from.value));
    asked = add(asked, scale(from.value, change, ONE));
  }
  const share = divide(above, asked);
  if (share === undefined) return { reached: false };
  return { attainment: formatBeside(share, [ONE]), reached: isMet(share) };
}

function isMet(share: Fraction): boolean {
  return compare(share, micros(ONE)) >= 0;
}

function whyNot(
  { start, end, value }: PeriodValue,
  from: From,
  change: bigint,
  reading: Reading,
): Pick<RelativeResult, 'reason' | 'lacks'> {
  if ('reason' in from) return { reason: from.reason, lacks: 'baseline' };
  const sign = compare(from.value, micros(0n));
  if (sign <= 0) {
    const reason =
      sign === 0
        ? 'the baseline is 0: no share of it can be gained or lost'
        : `the baseline is below 0: ${change > 0n ? 'more' : 'less'} by a share of it would be ${change > 0n ? 'less' : 'more'}`;
    return { reason, lacks: 'baseline' };
  }
  if (value !== undefined) {
    return { reason: `the goal was of another type from ${start} to ${end}`, lacks: 'value' };
  }
  const why = wereRead(reading, { start, end })
    ? `too little was counted from ${start} to ${end}: there is nothing to divide by`
    : `nothing was counted from ${start} to ${end}, and the streams were not read over these days`;
  return { reason: why, lacks: 'value' };
}

function periodOf(goal: Relative, { period, from, over, change, share, met }: Judged): Period {
  const { start, end, value } = period;
  const compared = comparedDays(goal.baseline, period);
  const baseline = 'value' in from ? from.value : undefined;
  const target = baseline === undefined ? undefined : scale(baseline, ONE + change, ONE);
  const limit = target === undefined ? [] : exactMicros(target);
  return {
    start,
    end,
    over,
    ...(compared === undefined ? {} : { compared }),
    ...text('actual', value === undefined ? undefined : formatBeside(value, limit)),
    ...text('baseline', baseline === undefined ? undefined : formatBeside(baseline, [])),
    ...text('target', target === undefined ? undefined : formatBeside(target, [])),
    ...(over && share !== undefined ? { attainment: formatBeside(share, [ONE]) } : {}),
    ...(met === undefined ? {} : { met }),
  };
}

/** A fraction that is a whole number of micros. */
function exactMicros({ over, under }: Fraction): readonly bigint[] {
  return over % under === 0n ? [over / under] : [];
}

function text<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: string });
}

function changeOf({ change }: Relative): bigint {
  return parseDecimal(change) ?? 0n;
}

/** (value − baseline) ÷ (baseline × change); undefined where the baseline is not above 0. */
function shareOf(change: bigint, value: Fraction | undefined, from: From): Fraction | undefined {
  if (value === undefined || 'reason' in from) return undefined;
  if (compare(from.value, micros(0n)) <= 0) return undefined;
  return divide(subtract(value, from.value), scale(from.value, change, ONE));
}

/** As many days of the first period's compared days as are gone. */
function comparedToDate({ baseline }: Relative, first: Days, now: Days): Days | undefined {
  const whole = comparedDays(baseline, first);
  if (whole === undefined) return undefined;
  const days = Math.min(lengthOf(now), lengthOf(whole));
  return { start: whole.start, end: addDays(whole.start, days - 1) };
}
