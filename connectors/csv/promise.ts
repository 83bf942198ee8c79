import { addDays } from '../../schemas/calendar.ts';
import { dayReader, startOfDay } from '../local-day.ts';

/** A date without a time of day, however it is written. */
const NO_TIME = /^(?!\d{11,}$)[^:T]*$/;

/** A promise for a date is kept until its end: the last ms of the local day. @param at its first. */
export function promiseReader(zone: string): (text: string, at: number) => number {
  const dayOf = dayReader(zone);
  return (text, at) => (NO_TIME.test(text) ? startOfDay(addDays(dayOf(at), 1), zone) - 1 : at);
}
