import type { DayTotals, FactRecord } from '../connector.ts';
import { DaySums } from '../day-totals.ts';
import type { FactType } from '../../schemas/facts.ts';
import { dayOf, daysBetween } from './calendar.ts';
import { ordersOn, type Order, type ShopSettings } from './orders.ts';
import { trafficOn } from './traffic.ts';

type Event = FactRecord & { readonly version: number };

/** What the sample shop's orders came to up to an instant (ms), order by order. */
export async function* orderTotals(
  fact: FactType,
  { from, until }: { readonly from: string; readonly until: number },
  settings: ShopSettings,
  eventsOf: (order: Order) => readonly Event[],
): AsyncGenerator<DayTotals> {
  const sums = new DaySums(fact);
  for (const day of daysBetween(from, dayOf(until))) {
    for (const order of ordersOn(day, settings)) {
      const known = eventsOf(order).filter(({ version }) => version <= until);
      const newest = new Map(known.toSorted((a, b) => a.version - b.version).map((e) => [e.id, e]));
      for (const event of newest.values()) sums.add(event);
    }
  }
  yield* sums;
}

/** What the sample shop's visits came to up to an instant (ms). */
export async function* trafficTotals(
  { from, until }: { readonly from: string; readonly until: number },
  settings: ShopSettings,
): AsyncGenerator<DayTotals> {
  const sums = new DaySums('traffic');
  for (const day of daysBetween(from, dayOf(until))) {
    for (const { fact } of trafficOn(day, until, settings)) {
      if (fact.deleted !== true) sums.add(fact);
    }
  }
  yield* sums;
}
