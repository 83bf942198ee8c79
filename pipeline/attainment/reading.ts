import { addDays } from '../../schemas/calendar.ts';
import type { Days } from './calendar.ts';

/** Up to when a day is looked at from, and how far the streams of a metric's facts were read then. */
export interface Reading {
  /** The first local date that is not over. */
  readonly today: string;
  /**
   * The local date on which the streams were last read whole, of several the earliest; '' where one
   * never was; undefined where facts come from no stream that is known.
   */
  readonly lastRead?: string | undefined;
}

/** Whether days without facts had none: they were read to their end, or so far while they last. */
export function wereRead({ today, lastRead }: Reading, { start, end }: Days): boolean {
  if (lastRead === undefined) return false;
  return end < today ? lastRead > end : lastRead >= start && today >= start;
}

/** Whether days are gone, and what happened on them was read. */
export function areOver({ today, lastRead }: Reading, { end }: Days): boolean {
  return end < today && (lastRead === undefined || lastRead > end);
}

/** The first of some days that are gone and were not read to their end. */
export function unreadSince(
  { today, lastRead }: Reading,
  { start, end }: Days,
): string | undefined {
  const last = end < today ? end : addDays(today, -1);
  if (lastRead === undefined || last < start || lastRead > last) return undefined;
  return lastRead > start ? lastRead : start;
}
