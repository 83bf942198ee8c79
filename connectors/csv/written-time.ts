import { datePattern, withOffset, type WrittenTime } from './date-patterns.ts';

/** A time as it is written, or an instant in ms since the epoch. */
export type Written = WrittenTime | number;

const ISO =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: ?(Z|[+-]\d\d(?::?\d\d)?))?)?$/;
/** Year first, so that day and month can't be taken for each other: 2026-3-1, 2026/03/01 9:05 UTC. */
const YEAR_FIRST =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?: +|T)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|[A-Z]{3,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?)?)?$/i;
/** 20260301, 20260301143000, 20260301T143000Z. */
const COMPACT =
  /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const EPOCH_SECONDS = /^\d{10}(\.\d{1,9})?$/;
/** An hour as 2026030115 has ten digits too. */
const HOUR = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])$/;
const EPOCH_MS = /^\d{13}$/;

/** Names of ways to write a time that no pattern describes. */
const NAMED: Readonly<Record<string, (text: string) => Written | undefined>> = {
  iso: unambiguous,
  'epoch-seconds': (text) => (/^\d{1,11}(\.\d+)?$/.test(text) ? Number(text) * 1_000 : undefined),
  'epoch-ms': (text) => (/^\d{1,14}$/.test(text) ? Number(text) : undefined),
};

/** True for a name that `dates` may have instead of a pattern. */
export function isNamedTime(name: string): boolean {
  return Object.hasOwn(NAMED, name);
}

/**
 * Compiles how a file writes its times: patterns (dd-MM-yyyy HH:mm) and the names iso,
 * epoch-seconds and epoch-ms, the first that fits being taken. Without any: what can be read in one
 * way only.
 * @throws Error saying what is wrong with a pattern.
 */
export function writtenTimeReader(
  patterns: readonly string[] | undefined,
): (text: string) => Written | undefined {
  if (patterns === undefined) return unambiguous;
  const readers = patterns.map((name) => (isNamedTime(name) ? NAMED[name] : datePattern(name)));
  return (text) => {
    for (const read of readers) {
      const found = read?.(text);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function unambiguous(text: string): Written | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) return parts(iso[1] ?? '', iso[2], iso[3]);
  if (EPOCH_MS.test(text)) return Number(text);
  if (EPOCH_SECONDS.test(text) && !HOUR.test(text)) return Math.round(Number(text) * 1_000);
  const [, year, , month = '', day = '', hour, minute, second, fraction, offset] =
    YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) {
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    return parts(date, timeOf(hour, minute, second, fraction), offset);
  }
  const compact = COMPACT.exec(text);
  if (compact === null) return undefined;
  const [, y, m, d, h, min, s, f, zone] = compact;
  return parts(`${y}-${m}-${d}`, timeOf(h, min, s, f), zone);
}

function timeOf(hour?: string, minute?: string, second = '00', fraction?: string) {
  if (hour === undefined || minute === undefined) return undefined;
  const time = `${hour.padStart(2, '0')}:${minute}:${second}`;
  return fraction === undefined ? time : `${time}.${fraction}`;
}

function parts(date: string, time: string | undefined, zone: string | undefined) {
  return time === undefined ? { date } : withOffset(date, time, zone);
}
