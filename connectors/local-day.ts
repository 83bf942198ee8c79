import { Temporal } from 'temporal-polyfill';

const QUARTER = 900_000;
const LIMIT = 50_000;

/** Gives the local date ("2026-11-24") of an instant in a time zone. */
export function dayReader(zone: string): (ms: number) => string {
  const days = new Map<number, string>();
  return (ms) => {
    const quarter = Math.floor(ms / QUARTER);
    const known = days.get(quarter);
    if (known !== undefined) return known;
    const start = localDate(quarter * QUARTER, zone);
    // A zone whose midnight is off the quarter hour has none of these in the instants we take.
    if (start !== localDate(quarter * QUARTER + QUARTER - 1, zone)) return localDate(ms, zone);
    if (days.size >= LIMIT) days.clear();
    days.set(quarter, start);
    return start;
  };
}

/** The first instant (ms) of a local date in a time zone. */
export function startOfDay(day: string, zone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
}

function localDate(ms: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}
