const DAY_MS = 86_400_000;

/** Milliseconds of a local date taken as UTC: for arithmetic on dates, never for instants. */
function toUtc(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The date so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(toUtc(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from one date to another: 0 for the same, negative where `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((toUtc(to) - toUtc(from)) / DAY_MS);
}

/** How many days a window has, both ends included. */
export function windowDays(window: { start: string; end: string }): number {
  return daysBetween(window.start, window.end) + 1;
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

/** ISO weekday of a date: Monday is 1, Sunday 7. */
function weekday(day: string): number {
  return new Date(toUtc(day)).getUTCDay() || 7;
}

/** The last days of the pieces a window is told in: days up to a month, weeks up to half a year, months. */
export function checkpoints(window: { start: string; end: string }): string[] {
  const length = windowDays(window);
  const ends = (day: string) =>
    day === window.end ||
    length <= 31 ||
    (length <= 183 ? weekday(day) === 7 : addDays(day, 1).endsWith('-01'));
  return Array.from({ length }, (_, index) => addDays(window.start, index)).filter(ends);
}
