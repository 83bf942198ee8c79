import { addDays, dayNumber } from '../../schemas/calendar.ts';

export interface Days {
  readonly start: string;
  readonly end: string;
}

/** A window cut into ISO weeks (from Monday), months, or left whole. The ends may be partial. */
export function periodsOf(
  window: Days,
  every: 'window' | 'quarter' | 'month' | 'week',
): readonly Days[] {
  if (every === 'window') return [window];
  const periods: Days[] = [];
  let start = window.start;
  while (start <= window.end) {
    const last = every === 'week' ? endOfWeek(start) : endOfMonth(start);
    const end = last < window.end ? last : window.end;
    periods.push({ start, end });
    start = addDays(end, 1);
  }
  return periods;
}

function endOfWeek(day: string): string {
  const weekday = (((dayNumber(day) + 3) % 7) + 7) % 7;
  return addDays(day, 6 - weekday);
}

function endOfMonth(day: string): string {
  const nextMonth = addDays(`${day.slice(0, 7)}-01`, 31).slice(0, 7);
  return addDays(`${nextMonth}-01`, -1);
}
