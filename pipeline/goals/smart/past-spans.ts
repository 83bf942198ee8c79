import {
  addDays,
  dayNumber,
  lengthOf,
  firstOfMonth,
  monthNumber,
} from '../../../schemas/calendar.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Days } from '../../attainment/calendar.ts';

/** How long a stretch of time is. */
export type Span = { readonly months: number } | { readonly days: number };

const WEEK = 7;
const NAMES = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** The length of days: in months where they are whole calendar months. Local dates, both inclusive. */
export function spanOf({ start, end }: Days): Span {
  const after = addDays(end, 1);
  const whole = start.endsWith('-01') && after.endsWith('-01');
  return whole
    ? { months: monthNumber(after) - monthNumber(start) }
    : { days: lengthOf({ start, end }) };
}

/** How long the stretches are that a goal judges: its window, or each of its periods. */
export function judgedSpan(goal: Goal): Span {
  switch (everyOf(goal)) {
    case 'week':
      return { days: WEEK };
    case 'month':
      return { months: 1 };
    case 'quarter':
      return { months: 3 };
    case 'window':
      return spanOf(goal.window);
  }
}

/** "month", "three months", "week", "10 days": to stand after "no" or "past". */
export function spanWords(span: Span): string {
  if ('months' in span) return span.months === 1 ? 'month' : counted(span.months, 'months');
  if (span.days % WEEK === 0) {
    return span.days === WEEK ? 'week' : counted(span.days / WEEK, 'weeks');
  }
  return span.days === 1 ? 'day' : counted(span.days, 'days');
}

function counted(count: number, noun: string): string {
  return `${NAMES[count - 2] ?? count} ${noun}`;
}

/**
 * The stretches of a history that are as long as what a goal judges, oldest first, none cut.
 * Periods are calendar weeks (from Monday), months, or quarters that begin in the months the goal's
 * own do. Windows of whole months begin at every month, so they overlap; others end at every week,
 * on the weekday that the goal's window ends on. Pure.
 */
export function pastSpans(goal: Goal, history: Days): readonly Days[] {
  switch (everyOf(goal)) {
    case 'week':
      return weeks(history, { days: WEEK }, '1970-01-04');
    case 'month':
      return months(history, 1, 1, 0);
    case 'quarter':
      return months(history, 3, 3, monthNumber(goal.window.start));
    case 'window': {
      const span = spanOf(goal.window);
      return 'months' in span
        ? months(history, span.months, 1, 0)
        : weeks(history, span, goal.window.end);
    }
  }
}

/** The last day of what corresponds to a goal's window a year before: the same months or weekdays. */
export function endOfYearBefore({ window: { start, end } }: Goal): string {
  return 'months' in spanOf({ start, end })
    ? addDays(firstOfMonth(monthNumber(addDays(end, 1)) - 12), -1)
    : addDays(end, -52 * WEEK);
}

function everyOf(goal: Goal): 'window' | 'quarter' | 'month' | 'week' {
  return 'every' in goal ? goal.every : 'window';
}

/** Stretches of whole months, beginning in those months whose number is `phase` modulo `step`. */
function months(history: Days, count: number, step: number, phase: number): readonly Days[] {
  const spans: Days[] = [];
  const first = monthNumber(addDays(history.start, -1)) + 1;
  for (let month = first; ; month++) {
    const end = addDays(firstOfMonth(month + count), -1);
    if (end > history.end) return spans;
    if ((month - phase) % step === 0) spans.push({ start: firstOfMonth(month), end });
  }
}

/** Stretches of so many days that end a whole number of weeks from a day. */
function weeks(history: Days, { days }: { days: number }, from: string): readonly Days[] {
  const over = (((dayNumber(history.end) - dayNumber(from)) % WEEK) + WEEK) % WEEK;
  const spans: Days[] = [];
  for (let end = addDays(history.end, -over); ; end = addDays(end, -WEEK)) {
    const start = addDays(end, 1 - days);
    if (start < history.start) return spans.toReversed();
    spans.push({ start, end });
  }
}
