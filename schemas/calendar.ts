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
