import { Temporal } from 'temporal-polyfill';
import { startOfDay } from '../local-day.ts';
import { memoized } from '../../schemas/memo.ts';

const TIME =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)( ?(?:Z|[+-]\d\d(?::?\d\d)?))?)?$/;
const PLAIN_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
const EPOCH_MS = /^\d{11,14}$/;
const LIMIT = 10_000;

/** Reads times. A time without an offset is local to `zone`; a bare date is its midnight there. */
export function timeReader(zone: string): (text: string) => number | undefined {
  const midnight = memoized(LIMIT, (date) => evenMidnight(date, zone));
  const read = memoized(LIMIT, (text) => instantOf(text, zone, midnight) ?? Number.NaN);
  return (text) => {
    const ms = read(text);
    return Number.isNaN(ms) ? undefined : ms;
  };
}

/** The midnight of a local date whose clock runs evenly from there to the next one, else NaN. */
function evenMidnight(date: string, zone: string): number {
  try {
    const day = Temporal.PlainDate.from(date);
    const start = day.toZonedDateTime(zone);
    const end = day.add({ days: 1 }).toZonedDateTime(zone);
    const even = start.hour === 0 && start.offsetNanoseconds === end.offsetNanoseconds;
    return even ? start.epochMilliseconds : Number.NaN;
  } catch {
    return Number.NaN;
  }
}

function instantOf(
  text: string,
  zone: string,
  midnight: (date: string) => number,
): number | undefined {
  if (EPOCH_MS.test(text)) return Number(text);
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, date = '', time, offset] = match;
  try {
    if (time === undefined) return startOfDay(date, zone);
    if (offset === undefined && PLAIN_TIME.test(time)) {
      const start = midnight(date);
      if (!Number.isNaN(start)) return start + msOfDay(time);
    }
    if (offset !== undefined) {
      return Temporal.Instant.from(`${date}T${time}${offset.trim()}`).epochMilliseconds;
    }
    return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return undefined;
  }
}

function msOfDay(time: string): number {
  const [hours, minutes, seconds = 0] = time.split(':').map(Number);
  return (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + seconds) * 1_000;
}
