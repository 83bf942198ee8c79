import { Temporal } from 'temporal-polyfill';
import { memoized } from '../../schemas/memo.ts';
import { startOfDay } from '../local-day.ts';
import { writtenTimeReader, type Written } from './written-time.ts';

const PLAIN_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
const LIMIT = 10_000;

export interface TimeReader {
  /** The instant that a text says, ms since the epoch; a local time is one of `zone`. */
  readonly at: (text: string) => number | undefined;
  /** True where a text names a day and no time of it. */
  readonly isDay: (text: string) => boolean;
  /** True where a text names a local time: which instant that is depends on the zone. */
  readonly isLocal: (text: string) => boolean;
  /** The date that a text says, as it is written (yyyy-MM-dd). */
  readonly dateOf: (text: string) => string | undefined;
}

/**
 * Reads times. A time without an offset is local to `zone`; a bare date is its midnight there.
 * @param patterns how the file writes them (see `writtenTimeReader`).
 */
export function timeReader(zone: string, patterns?: readonly string[]): TimeReader {
  const written = writtenTimeReader(patterns);
  const midnight = memoized(LIMIT, (date) => evenMidnight(date, zone));
  const read = memoized(LIMIT, (text) => {
    const found = written(text);
    return found === undefined ? Number.NaN : (instantOf(found, zone, midnight) ?? Number.NaN);
  });
  const parts = (text: string) => {
    const found = written(text);
    return typeof found === 'object' ? found : undefined;
  };
  return {
    at: (text) => {
      const ms = read(text);
      return Number.isNaN(ms) ? undefined : ms;
    },
    isDay: (text) => {
      const found = parts(text);
      return found !== undefined && found.time === undefined;
    },
    isLocal: (text) => {
      const found = parts(text);
      return found?.time !== undefined && found.offset === undefined;
    },
    dateOf: (text) => parts(text)?.date,
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
  written: Written,
  zone: string,
  midnight: (date: string) => number,
): number | undefined {
  if (typeof written === 'number') return written;
  const { date, time, offset } = written;
  try {
    if (time === undefined) return startOfDay(date, zone);
    if (offset !== undefined) {
      return Temporal.Instant.from(`${date}T${time}${offset}`).epochMilliseconds;
    }
    if (PLAIN_TIME.test(time)) {
      const start = midnight(date);
      if (!Number.isNaN(start)) return start + msOfDay(time);
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
