/** The latest instant that Shopify's searches take, ms. */
const LATEST = Date.UTC(9999, 11, 31);

/** By which time orders are searched for. */
export type OrderTime = 'created_at' | 'updated_at';

/** A span of time, ms in whole seconds: from is in it, to is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A search for orders of a time and later. */
export function since(by: OrderTime, from: number): string {
  return `${by}:>='${searchTime(from)}'`;
}

/** A search for orders of a span of time. */
export function within(by: OrderTime, { from, to }: Span): string {
  return `${since(by, from)} ${by}:<'${searchTime(to)}'`;
}

/** Shopify searches by whole seconds. */
function searchTime(at: number): string {
  const second = Math.floor(Math.min(Math.max(at, 0), LATEST) / 1_000) * 1_000;
  return `${new Date(second).toISOString().slice(0, 19)}Z`;
}
