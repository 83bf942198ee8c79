import { addDays } from '../../schemas/calendar.ts';
import { dayReader, startOfDay } from '../local-day.ts';

/** A promise for a date is kept until its end: the last ms of the local day that an instant is on. */
export function endOfDayReader(zone: string): (at: number) => number {
  const dayOf = dayReader(zone);
  return (at) => startOfDay(addDays(dayOf(at), 1), zone) - 1;
}
