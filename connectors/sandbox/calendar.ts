import { Temporal } from 'temporal-polyfill';
import { dayReader, startOfDay } from '../local-day.ts';

const SHOP_ZONE = 'Europe/Copenhagen';
export const HOUR = 3_600_000;

/** The local date of an instant (ms) in the sample shop. */
export const dayOf = dayReader(SHOP_ZONE);

/** The first instant (ms) of a local date. */
export function startOf(day: string): number {
  return startOfDay(day, SHOP_ZONE);
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** Local dates, both ends included. */
export function* daysBetween(first: string, last: string): Generator<string> {
  for (let day = first; day <= last; day = addDays(day, 1)) yield day;
}
