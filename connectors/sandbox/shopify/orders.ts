import { GraphQLError } from 'graphql';
import {
  badCursor,
  connection,
  decodeCursor,
  encodeCursor,
  pageSize,
  type Connection,
  type PageArgs,
} from './connection.ts';
import type { OrderKey, OrderSearch, SandboxShop } from './model.ts';
import { numberOf, orderSearch, parseOrderQuery, type SearchWarning } from './search-query.ts';

/** Nobody gets further into a list than that many objects. */
const DEEPEST = 25_000;

const SORTS = { CREATED_AT: 'createdAt', PROCESSED_AT: 'processedAt', UPDATED_AT: 'updatedAt' };

export interface OrdersArgs extends PageArgs {
  readonly query?: string | null;
  readonly sortKey?: string | null;
}

/** The orders that an app sees at an instant (ms). */
export interface Orders {
  /** Whether an order made then (ms) exists for the app. */
  shows(createdAt: number): boolean;
  /** Keys that fit a search, in no order. */
  find(query: string, warn?: (warning: SearchWarning) => void, more?: OrderSearch): OrderKey[];
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
    return keys.filter((key) => shows(key.createdAt) && filter.matches(key));
  };
  return { shows, find, page: (args, warn) => pageOfOrders({ shop, now, find }, args, warn) };
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

/** Where an order stands in a sorted list. */
interface Place {
  readonly value: number;
  readonly number: number;
}

/** A page by sort value and id: whatever changes meanwhile, nothing that stays is skipped. */
function pageOfOrders(
  from: { shop: SandboxShop; now: number; find: Orders['find'] },
  args: OrdersArgs,
  warn: (warning: SearchWarning) => void,
): Connection {
  const { size, fromEnd } = pageSize(args);
  const sort = SORTS[(args.sortKey ?? 'PROCESSED_AT') as keyof typeof SORTS] as keyof OrderKey;
  const place = (key: OrderKey): Place => placeOf(key, sort);
  const sign = (args.reverse === true) === fromEnd ? 1 : -1;
  const compare = (a: Place, b: Place): number => sign * order(a, b);
  const mark = readCursor(fromEnd ? args.before : args.after);
  const end = readCursor(fromEnd ? args.after : args.before);
  if (mark && mark.seen + size > DEEPEST) throw tooDeep();
  const keys = from
    .find(args.query ?? '', warn, sign > 0 ? startingAt(sort, mark) : undefined)
    .filter((key) => mark === undefined || compare(place(key), mark) > 0)
    .filter((key) => end === undefined || compare(place(key), end) < 0);
  const found = smallest(keys, size + 1, (a, b) => compare(place(a), place(b)));
  const nodes = found.slice(0, size).flatMap((key) => withOrder(from, key));
  if (fromEnd) nodes.reverse();
  const isMore = found.length > size;
  return connection(
    nodes.map(({ shown }) => shown),
    (_, index) => {
      const node = nodes[index];
      const seen = (mark?.seen ?? 0) + (fromEnd ? nodes.length - index : index + 1);
      return node ? encodeCursor({ ...cursorAt(place(node.key)), seen }) : '';
    },
    {
      hasNextPage: fromEnd ? mark !== undefined : isMore,
      hasPreviousPage: fromEnd ? isMore : mark !== undefined,
    },
  );
}

function withOrder(
  { shop, now }: { shop: SandboxShop; now: number },
  key: OrderKey,
): { key: OrderKey; shown: unknown }[] {
  const shown = shop.order(key.id, now);
  return shown === undefined ? [] : [{ key, shown }];
}

function placeOf(key: OrderKey, sort: keyof OrderKey | undefined): Place {
  const number = numberOf(key.id);
  const value = sort === undefined ? number : Number(key[sort]);
  return { value, number };
}

const order = (a: Place, b: Place): number => a.value - b.value || a.number - b.number;

/** Lets the shop look up no more than what can come after a cursor. */
function startingAt(sort: keyof OrderKey | undefined, mark: Place | undefined): OrderSearch {
  if (mark === undefined) return {};
  if (sort === 'updatedAt') return { updatedFrom: mark.value };
  return sort === 'createdAt' ? { createdFrom: mark.value } : {};
}

const cursorAt = ({ value, number }: Place): Readonly<Record<string, unknown>> => ({
  last_id: number,
  last_value: value,
});

function readCursor(cursor: string | null | undefined): (Place & { seen: number }) | undefined {
  if (!cursor) return undefined;
  const { last_id: number, last_value: value, seen } = decodeCursor(cursor);
  if (typeof number !== 'number' || typeof value !== 'number' || typeof seen !== 'number') {
    throw badCursor();
  }
  return { value, number, seen };
}

/** The first `count` in order, without sorting all of them. */
function smallest<T>(all: readonly T[], count: number, compare: (a: T, b: T) => number): T[] {
  const room = Math.max(64, count * 4);
  let kept: T[] = [];
  let limit: T | undefined;
  for (const each of all) {
    if (limit !== undefined && compare(each, limit) >= 0) continue;
    kept.push(each);
    if (kept.length < room) continue;
    kept = kept.toSorted(compare).slice(0, count);
    limit = kept.at(-1);
  }
  return kept.toSorted(compare).slice(0, count);
}

function tooDeep(): GraphQLError {
  return new GraphQLError(
    `Pagination is limited to ${DEEPEST} objects. Add filters to the query to narrow it.`,
    { extensions: { code: 'BAD_REQUEST' } },
  );
}
