/** Local dates as text, "2026-03-09". None of this is a moment, so no time zone takes part. */
const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a local date. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
}

/** The local date that many days after 1970-01-01. */
export function dayOf(days: number): string {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Days from one date to another: 1 from a day to the next. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The local date so many days later. */
export function addDays(day: string, count: number): string {
  return dayOf(dayNumber(day) + count);
}

/** How many days there are, both ends included. */
export function lengthOf({ start, end }: { readonly start: string; readonly end: string }): number {
  return daysBetween(start, end) + 1;
}

/** ISO weekday of a date: Monday is 1, Sunday 7. */
export function weekdayOf(day: string): number {
  return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

/** Months from January of the year 0 to a date's month. */
export function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** The first day of a month by its number. */
export function firstOfMonth(month: number): string {
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}

/** The local date of an instant in a time zone. */
export function localDate(instant: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(instant);
  const part = (type: string) => parts.find((item) => item.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}
