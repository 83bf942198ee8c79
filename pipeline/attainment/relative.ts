import type { GoalAttainment } from '../../schemas/attainment.ts';
import { divideDecimal, formatDecimal, ONE, parseDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import { addDays, lengthOf } from '../../schemas/calendar.ts';
import { baselineOf, baselineToDate, type BaselineInput, type From } from './baseline.ts';
import type { Days, PeriodValue } from './calendar.ts';
import { comparedDays, comparisonWords } from './compare.ts';

type Relative = Extract<Goal, { type: 'relative' }>;
type Period = NonNullable<GoalAttainment['periods']>[number];
/** What is known of a relative goal on a day. */
export interface RelativeInput extends BaselineInput {
  readonly periods: readonly PeriodValue[];
  /** The first period's whole days so far, while it is running; undefined where there is no value. */
  readonly running: bigint | undefined;
}

/** Where a relative goal stands, and which days say so. */
export interface RelativeResult {
  readonly periods: readonly Period[];
  readonly words: string;
  readonly running: boolean;
  readonly period?: Days;
  readonly compared?: Days;
  readonly baseline?: string;
  readonly actual?: string;
  readonly target?: string;
  readonly attainment?: string;
  /** Micros, of the last period of the window once it is over. */
  readonly last?: bigint;
  /** Why there is no attainment. */
  readonly reason?: string;
  readonly lacks?: 'value' | 'baseline';
}

/**
 * Each period against its own compared days: target = baseline × (1 + change), attainment =
 * (value − baseline) ÷ (target − baseline), of the exact target, rounded once, half to even at the
 * sixth place; signed and never clipped. What stands now is the last period that is over; before
 * one is, the first one's whole days so far against as many days of its baseline. Pure.
 */
export function relative(goal: Relative, input: RelativeInput): RelativeResult {
  const { periods, today } = input;
  const judged = periods.map((period) =>
    judge(goal, period, baselineOf(goal.baseline, period, input), today),
  );
  const over = periods.findLast(({ end }) => end < today);
  const now = over ?? runningPeriod(input);
  const isRunning = over === undefined;
  const first = periods[0];
  if (now === undefined) {
    const period = first ?? { ...goal.window, value: undefined };
    return {
      periods: judged,
      words: comparisonWords(goal.baseline, period, comparedDays(goal.baseline, period)),
      running: isRunning,
      reason: 'no day of the first period is over yet',
      lacks: 'value',
    };
  }
  const compared = isRunning
    ? comparedToDate(goal, first ?? now, now)
    : comparedDays(goal.baseline, now);
  const from = isRunning
    ? baselineToDate(goal.baseline, first ?? now, compared, input)
    : baselineOf(goal.baseline, now, input);
  const { actual, baseline, target, attainment } = judge(goal, now, from, today);
  const exact = 'value' in from ? shareOf(goal, now.value, from.value) : undefined;
  const closed = today > goal.window.end;
  return {
    periods: judged,
    words: comparisonWords(goal.baseline, now, compared),
    running: isRunning,
    period: { start: now.start, end: now.end },
    ...(compared === undefined ? {} : { compared }),
    ...(actual === undefined ? {} : { actual }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(target === undefined ? {} : { target }),
    ...(attainment === undefined ? {} : { attainment }),
    ...(closed && exact !== undefined ? { last: exact } : {}),
    ...whyNot(now, from, exact),
  };
}

function whyNot(
  { start, end, value }: PeriodValue,
  from: From,
  share: bigint | undefined,
): Pick<RelativeResult, 'reason' | 'lacks'> {
  if ('reason' in from) return { reason: from.reason, lacks: 'baseline' };
  if (value === undefined) {
    return { reason: `nothing was counted from ${start} to ${end}`, lacks: 'value' };
  }
  return share === undefined
    ? { reason: 'the baseline is 0: no share of it can be gained or lost', lacks: 'baseline' }
    : {};
}

function judge(goal: Relative, period: PeriodValue, from: From, today: string): Period {
  const { start, end, value } = period;
  const compared = comparedDays(goal.baseline, period);
  const baseline = 'value' in from ? from.value : undefined;
  const target = baseline === undefined ? undefined : targetOf(goal, baseline);
  const share = baseline === undefined ? undefined : shareOf(goal, value, baseline);
  return {
    start,
    end,
    over: today > end,
    ...(compared === undefined ? {} : { compared }),
    ...text('actual', value),
    ...text('baseline', baseline),
    ...text('target', target),
    ...(today > end ? text('attainment', share) : {}),
  };
}

function text<K extends string>(key: K, micros: bigint | undefined): { [P in K]?: string } {
  return micros === undefined ? {} : ({ [key]: formatDecimal(micros) } as { [P in K]: string });
}

function targetOf({ change }: Relative, baseline: bigint): bigint | undefined {
  return divideDecimal(baseline * (ONE + (parseDecimal(change) ?? 0n)), ONE * ONE);
}

/** (value − baseline) ÷ (baseline × change). */
function shareOf(
  { change }: Relative,
  value: bigint | undefined,
  baseline: bigint,
): bigint | undefined {
  if (value === undefined) return undefined;
  return divideDecimal((value - baseline) * ONE, baseline * (parseDecimal(change) ?? 0n));
}

/** The first period as far as its days are gone. */
function runningPeriod({ periods, running, today }: RelativeInput): PeriodValue | undefined {
  const first = periods[0];
  if (first === undefined || today <= first.start) return undefined;
  return { start: first.start, end: addDays(today, -1), value: running };
}

/** As many days of the first period's compared days as are gone. */
function comparedToDate({ baseline }: Relative, first: Days, now: Days): Days | undefined {
  const whole = comparedDays(baseline, first);
  if (whole === undefined) return undefined;
  const days = Math.min(lengthOf(now), lengthOf(whole));
  return { start: whole.start, end: addDays(whole.start, days - 1) };
}
