import type { Connection } from './connection.ts';
import type { OrderKey, OrderSearch, SandboxShop } from './model.ts';
import { pageOfOrders, type OrdersArgs } from './order-page.ts';
import { orderSearch, parseOrderQuery, type SearchWarning } from './search-query.ts';

/** The orders that an app sees at an instant (ms). */
export interface Orders {
  /** Whether an order made then (ms) exists for the app. */
  shows(createdAt: number): boolean;
  /** Keys that fit a search, in no order. */
  find(
    query: string,
    warn?: (warning: SearchWarning) => void,
    more?: OrderSearch,
  ): readonly OrderKey[];
  page(args: OrdersArgs, warn: (warning: SearchWarning) => void): Connection;
}

/** Orders made before `visibleFrom` (ms) don't exist for the app. */
export function ordersAt(shop: SandboxShop, now: number, visibleFrom?: number): Orders {
  const shows = (createdAt: number): boolean =>
    visibleFrom === undefined || createdAt >= visibleFrom;
  const find: Orders['find'] = (query, warn, more) => {
    const filter = parseOrderQuery(query, shop.info.ianaTimezone);
    for (const warning of filter.warnings) warn?.(warning);
    const keys = shop.search(narrowed(filter.search, { ...more }), now);
    if (visibleFrom === undefined && filter.matches === undefined) return keys;
    return keys.filter((key) => shows(key.createdAt) && filter.matches?.(key) !== false);
  };
  return {
    shows,
    find,
    page: (args, warn) =>
      pageOfOrders(args, {
        find: (from) => find(args.query ?? '', warn, from),
        order: (id) => shop.order(id, now),
      }),
  };
}

function narrowed(one: OrderSearch, other: OrderSearch): OrderSearch {
  const larger = (a?: number, b?: number): number | undefined =>
    a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
  return orderSearch({
    createdFrom: larger(one.createdFrom, other.createdFrom),
    createdTo: one.createdTo,
    updatedFrom: larger(one.updatedFrom, other.updatedFrom),
    updatedTo: one.updatedTo,
  });
}
