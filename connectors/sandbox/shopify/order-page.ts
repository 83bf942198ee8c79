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
import type { Order, OrderKey, OrderSearch } from './model.ts';
import { numberOf } from './search-query.ts';

/** Nobody gets further into a list than that many objects. */
const DEEPEST = 25_000;

export interface OrdersArgs extends PageArgs {
  readonly query?: string | null;
  readonly sortKey?: string | null;
}

/** Where the orders of a list come from. */
interface Source {
  /** The keys that fit, at least those within the search, in no order. */
  find(search: OrderSearch): readonly OrderKey[];
  order(id: string): Order | undefined;
}

/** Where an order stands in a sorted list. */
interface Place {
  readonly value: number;
  readonly id: string;
}

type Mark = Place & { readonly seen: number };

const SORTS = {
  CREATED_AT: (key: OrderKey) => key.createdAt,
  PROCESSED_AT: (key: OrderKey) => key.processedAt,
  UPDATED_AT: (key: OrderKey) => key.updatedAt,
  ID: (key: OrderKey) => numberOf(key.id),
};

/** A page by sort value and id: whatever changes meanwhile, nothing that stays is skipped. */
export function pageOfOrders(args: OrdersArgs, source: Source): Connection {
  const { size, fromEnd } = pageSize(args);
  const sort = (args.sortKey ?? 'PROCESSED_AT') as keyof typeof SORTS;
  const isUp = (args.reverse === true) === fromEnd;
  const mark = readCursor(fromEnd ? args.before : args.after);
  if (mark && mark.seen + size > DEEPEST) throw tooDeep();
  const keys = source.find(isUp ? startingAt(sort, mark) : {});
  const end = readCursor(fromEnd ? args.after : args.before);
  const found = firstOf(keys, SORTS[sort], { mark, end, isUp, count: size + 1 });
  const shown = found.slice(0, size).flatMap((place) => {
    const order = source.order(place.id);
    return order === undefined ? [] : [{ place, order }];
  });
  const marks = shown.map(({ place }, index) => ({
    ...place,
    seen: (mark?.seen ?? 0) + index + 1,
  }));
  const [isMore, isMarked] = [found.length > size, mark !== undefined];
  return shownInOrder(
    fromEnd ? shown.toReversed() : shown,
    fromEnd ? marks.toReversed() : marks,
    fromEnd
      ? { hasNextPage: isMarked, hasPreviousPage: isMore }
      : { hasNextPage: isMore, hasPreviousPage: isMarked },
  );
}

function shownInOrder(
  shown: readonly { readonly order: Order }[],
  marks: readonly Mark[],
  more: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean },
): Connection {
  const nodes = shown.map(({ order }) => order);
  return connection(nodes, (_, index) => writeCursor(marks[index]), more);
}

/**
 * The first `count` places of a direction, after one mark and before another. Most of many keys
 * are passed over by their value alone.
 */
function firstOf(
  keys: readonly OrderKey[],
  valueOf: (key: OrderKey) => number,
  given: { mark: Mark | undefined; end: Mark | undefined; isUp: boolean; count: number },
): Place[] {
  const { mark, end, isUp, count } = given;
  const compare = (a: Place, b: Place): number => (isUp ? inOrder(a, b) : inOrder(b, a));
  const first = (): Place[] => kept.toSorted(compare).slice(0, count);
  const room = Math.max(64, count * 4);
  let kept: Place[] = [];
  let limit: Place | undefined = end;
  for (const key of keys) {
    const value = valueOf(key);
    if (limit && (isUp ? value > limit.value : value < limit.value)) continue;
    const place = { value, id: key.id };
    if (limit && compare(place, limit) >= 0) continue;
    if (mark && compare(place, mark) <= 0) continue;
    if (kept.push(place) < room) continue;
    kept = first();
    limit = kept.at(-1);
  }
  return first();
}

function inOrder(a: Place, b: Place): number {
  return a.value - b.value || numberOf(a.id) - numberOf(b.id);
}

/** Lets the shop look up no more than what can come after a cursor. */
function startingAt(sort: keyof typeof SORTS, mark: Place | undefined): OrderSearch {
  if (mark === undefined) return {};
  if (sort === 'UPDATED_AT') return { updatedFrom: mark.value };
  return sort === 'CREATED_AT' ? { createdFrom: mark.value } : {};
}

function writeCursor(mark: Mark | undefined): string {
  if (mark === undefined) return '';
  return encodeCursor({ last_id: mark.id, last_value: mark.value, seen: mark.seen });
}

function readCursor(cursor: string | null | undefined): Mark | undefined {
  if (!cursor) return undefined;
  const { last_id: id, last_value: value, seen } = decodeCursor(cursor);
  if (typeof id !== 'string' || typeof value !== 'number' || typeof seen !== 'number') {
    throw badCursor();
  }
  return { value, id, seen };
}

function tooDeep(): GraphQLError {
  return new GraphQLError(
    `Pagination is limited to ${DEEPEST} objects. Add filters to the query to narrow it.`,
    { extensions: { code: 'BAD_REQUEST' } },
  );
}
