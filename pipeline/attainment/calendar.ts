import type { Fraction } from './fraction.ts';
import type { Goal } from '../../schemas/goals.ts';
import { addDays, firstOfMonth, monthNumber, weekdayOf } from '../../schemas/calendar.ts';

export interface Days {
  readonly start: string;
  readonly end: string;
}

/** A period with its exact value; undefined where there is none. */
export interface PeriodValue extends Days {
  readonly value: Fraction | undefined;
}

/**
 * A window cut into ISO weeks (from Monday), months or quarters, or left whole. Quarters are three
 * months each from the month the window starts in, so that those of a fiscal year come out right.
 * The ends may be partial.
 */
export function periodsOf(
  window: Days,
  every: 'window' | 'quarter' | 'month' | 'week',
): readonly Days[] {
  if (every === 'window') return [window];
  const periods: Days[] = [];
  let start = window.start;
  while (start <= window.end) {
    const last = every === 'week' ? endOfWeek(start) : endOfMonth(start, every === 'month' ? 1 : 3);
    const end = last < window.end ? last : window.end;
    periods.push({ start, end });
    start = addDays(end, 1);
  }
  return periods;
}

function endOfWeek(day: string): string {
  return addDays(day, 7 - weekdayOf(day));
}

/** The last day of a date's month, or of the one so many months on, counting its own as 1. */
function endOfMonth(day: string, months: number): string {
  return addDays(firstOfMonth(monthNumber(day) + months), -1);
}

/** Whether a goal is judged period by period. */
export function hasPeriods(goal: Goal): goal is Extract<Goal, { every: string }> {
  return goal.type === 'maintain' || goal.type === 'relative';
}
