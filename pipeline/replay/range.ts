import { Temporal } from 'temporal-polyfill';
import type { ReplayRange, ReplayRequest } from '../../schemas/replay.ts';
import { BadSelectionError } from './bad-selection.ts';

const OFFSET = /^\d{1,15}$/;
const TIME =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

const TIMES = '2026-03-09T14:00Z, 2026-03-09 14:00 or 2026-03-09';

interface Bound {
  readonly offset?: number;
  readonly time?: number;
  readonly assumed?: boolean;
}

export interface UnderstoodRange {
  readonly range: ReplayRange;
  /** The time zone that was assumed where the request named none. */
  readonly assumedZone?: string;
}

/**
 * What a request's bounds mean. A time without a zone, or a bare date (its first instant), is local
 * to the business.
 * @param zone IANA name.
 * @throws BadSelectionError where a bound can't be read, or they are the wrong way round.
 */
export function readRange(request: Omit<ReplayRequest, 'topic'>, zone: string): UnderstoodRange {
  const from = request.from === undefined ? {} : readBound('from', request.from, zone);
  const to = request.to === undefined ? {} : readBound('to', request.to, zone);
  if (isEmpty(from.offset, to.offset) || isEmpty(from.time, to.time)) {
    throw new BadSelectionError(
      `the range from ${request.from} to ${request.to} is empty`,
      'the end is not included: write a later one.',
    );
  }
  const range = {
    ...(from.offset === undefined ? {} : { fromOffset: from.offset }),
    ...(to.offset === undefined ? {} : { toOffset: to.offset }),
    ...(from.time === undefined ? {} : { fromTime: from.time }),
    ...(to.time === undefined ? {} : { toTime: to.time }),
    ...(request.partition === undefined ? {} : { partition: request.partition }),
  };
  const assumed = from.assumed === true || to.assumed === true;
  return assumed ? { range, assumedZone: zone } : { range };
}

function isEmpty(from: number | undefined, to: number | undefined): boolean {
  return from !== undefined && to !== undefined && from >= to;
}

/**
 * An instant, ms since the epoch. A time without a zone, or a bare date, is local to the zone.
 * @throws BadSelectionError where it can't be read.
 */
export function readInstant(name: string, text: string, zone: string): number {
  const { time } = readTime(text, zone);
  if (time !== undefined) return time;
  throw new BadSelectionError(
    `${name} is "${text}", which is no time`,
    `write a time such as ${TIMES}.`,
  );
}

function readBound(name: string, text: string, zone: string): Bound {
  if (OFFSET.test(text)) return { offset: Number(text) };
  const bound = readTime(text, zone);
  if (bound.time !== undefined) return bound;
  throw new BadSelectionError(
    `${name} is "${text}", which is neither an offset nor a time`,
    `write an offset such as 1042, or a time such as ${TIMES}.`,
  );
}

function readTime(text: string, zone: string): Bound {
  const [, date, time, offset] = TIME.exec(text) ?? [];
  if (date === undefined) return {};
  try {
    if (offset === undefined) return { time: localInstant(date, time, zone), assumed: true };
    return { time: Temporal.Instant.from(`${date}T${time}${offset}`).epochMilliseconds };
  } catch {
    return {};
  }
}

function localInstant(date: string, time: string | undefined, zone: string): number {
  if (time === undefined)
    return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochMilliseconds;
}
