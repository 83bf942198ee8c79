/** Dates as text, reckoned here by the calendar alone: nothing of this is shared with goalstream. */
const DAY_MS = 86_400_000;

export function shift(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from the first to the last, both counted. */
export function spanOf(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / DAY_MS + 1;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The date on the wall in a time zone at an instant (ms, UTC). */
export function wallDate(at: number, zone: string): string {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  formats.set(zone, format);
  return format.format(at);
}

/** A window cut into whole weeks from Monday, months or quarters from its first month; ends may be partial. */
export function cut(start: string, end: string, every: string): { start: string; end: string }[] {
  if (every === 'window') return [{ start, end }];
  const periods: { start: string; end: string }[] = [];
  let first = start;
  for (let day = start; day <= end; day = shift(day, 1)) {
    const next = shift(day, 1);
    const isBreak =
      every === 'week' ? new Date(next).getUTCDay() === 1 : monthBreak(start, next, every);
    if (!isBreak && day !== end) continue;
    periods.push({ start: first, end: day });
    first = next;
  }
  return periods;
}

function monthBreak(start: string, next: string, every: string): boolean {
  if (!next.endsWith('-01')) return false;
  const months = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  return every === 'month' || (months(next) - months(start)) % 3 === 0;
}
