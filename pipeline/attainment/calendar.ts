/** Local dates as text, "2026-03-09". None of this is a moment, so no time zone takes part. */
const MS_PER_DAY = 86_400_000;

function number(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
}

function text(days: number): string {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Days from one date to another: 1 from a day to the next. */
export function daysBetween(from: string, to: string): number {
  return number(to) - number(from);
}

export function addDays(day: string, count: number): string {
  return text(number(day) + count);
}

/** The local date of a moment (ms since the epoch) in an IANA time zone. */
export function localDate(at: number, timezone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.get('year') ?? ''}-${(parts.get('month') ?? '').padStart(2, '0')}-${(parts.get('day') ?? '').padStart(2, '0')}`;
}

export interface Days {
  readonly start: string;
  readonly end: string;
}

/** A window cut into ISO weeks (from Monday), months, or left whole. The ends may be partial. */
export function periodsOf(window: Days, every: 'window' | 'month' | 'week'): readonly Days[] {
  if (every === 'window') return [window];
  const periods: Days[] = [];
  let start = window.start;
  while (start <= window.end) {
    const last = every === 'month' ? endOfMonth(start) : endOfWeek(start);
    const end = last < window.end ? last : window.end;
    periods.push({ start, end });
    start = addDays(end, 1);
  }
  return periods;
}

function endOfWeek(day: string): string {
  const weekday = (((number(day) + 3) % 7) + 7) % 7;
  return addDays(day, 6 - weekday);
}

function endOfMonth(day: string): string {
  const [year = 1970, month = 1] = day.split('-').map(Number);
  return text(Date.UTC(year, month, 0) / MS_PER_DAY);
}
