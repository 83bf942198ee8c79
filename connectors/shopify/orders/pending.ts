import { numberOf } from '../map/whole-order.ts';
import type { Pending } from './cursor.ts';
import type { Due } from './stream.ts';

/** Orders that a cursor remembers, at most: those that are waited for longest are kept. */
const MOST = 5_000;

/** The pending orders once an order was read: it comes in, goes out or stays, and the rest is not touched. */
export function afterReading(
  pending: readonly Pending[],
  order: string,
  due: Due | undefined,
): readonly Pending[] {
  const number = numberOf(order);
  const known = pending.find(([each]) => each === number);
  if (due === undefined && known === undefined) return pending;
  if (due !== undefined && known?.[1] === due.at && known[2] === due.until) return pending;
  const others = pending.filter((each) => each !== known);
  if (due === undefined) return others;
  const all = [...others, [number, due.at, due.until] satisfies Pending];
  return all.length <= MOST ? all : all.toSorted((a, b) => b[2] - a[2]).slice(0, MOST);
}

/** Ids of the orders that are to be read again now (ms). */
export function dueNow(pending: readonly Pending[], now: number): string[] {
  return pending
    .filter(([, at, until]) => at <= now && now <= until)
    .map(([number]) => `gid://shopify/Order/${number}`);
}

/** The pending orders without those that are waited for no longer. */
export function stillWaiting(pending: readonly Pending[], now: number): readonly Pending[] {
  return pending.filter(([, , until]) => now <= until);
}
