import { z } from 'zod';
import { addDays, dayOf } from './calendar.ts';

/** What shapes the made-up shop, as a connection writes it. */
export const shopSettings = {
  /** Another seed is another shop. */
  seed: z.coerce.string().min(1).default('goalstream'),
  /** Days of history before the first sync. */
  days: z.int().min(1).max(3_650).default(365),
  /** The first local day, instead of `days`. */
  from: z.iso.date().exactOptional(),
  /** On average. */
  ordersPerDay: z.number().min(1).max(10_000).default(40),
};

/** The shop's first local day, for a first look at it at an instant (ms). */
export function firstDayOf(
  { from, days }: { readonly from?: string; readonly days: number },
  now: number,
): string {
  return from ?? addDays(dayOf(now), -days);
}
