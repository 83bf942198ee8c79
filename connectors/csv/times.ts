import { Temporal } from 'temporal-polyfill';
import { startOfDay } from '../local-day.ts';
import { memoized } from './memo.ts';

const TIME =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)( ?(?:Z|[+-]\d\d(?::?\d\d)?))?)?$/;
const EPOCH_MS = /^\d{11,14}$/;
const LIMIT = 50_000;

/** Reads times. A time without an offset is local to `zone`; a bare date is its midnight there. */
export function timeReader(zone: string): (text: string) => number | undefined {
  const read = memoized(LIMIT, (text) => instantOf(text, zone) ?? Number.NaN);
  return (text) => {
    const ms = read(text);
    return Number.isNaN(ms) ? undefined : ms;
  };
}

function instantOf(text: string, zone: string): number | undefined {
  if (EPOCH_MS.test(text)) return Number(text);
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, date = '', time, offset] = match;
  try {
    if (time === undefined) return startOfDay(date, zone);
    if (offset !== undefined) {
      return Temporal.Instant.from(`${date}T${time}${offset.trim()}`).epochMilliseconds;
    }
    return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return undefined;
  }
}
