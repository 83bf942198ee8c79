import type { Page } from '../../connector.ts';
import { since } from '../filter.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import { countFound, newestChange, oldestOrder } from '../shop.ts';
import type { OrdersCursor } from './cursor.ts';
import type { Wanted } from './facts-of.ts';
import { inBulk, secondAfter } from './in-bulk.ts';
import { deletedOrders, isToCompare, lostOrders } from './deletions.ts';
import { dueNow } from './pending.ts';
import { positionsOf } from './positions.ts';
import { oneByOne, pageOf } from './one-by-one.ts';
import type { Asking, OrderStream } from './stream.ts';
import { Walk } from './walk.ts';

/** From so many orders on, a bulk operation is done sooner than the pages would be paid. */
export const BULK_FROM = 250;
/** How often a run reads changes in bulk. */
const PASSES = 2;
const DAY = 86_400_000;
/** Orders of one pagination, within Shopify's limit of 25,000. */
const PAGINATION = 20_000;

export interface Range {
  /** How far each run looks back before the last change it saw, ms. */
  readonly overlap: number;
  /** Only orders that changed since are read, ms. */
  readonly changedFrom: number;
}

/**
 * Reads a stream on from its cursor: what is left of a reading in bulk, then every order that changed,
 * then those that are to be looked at again. Each order is one complete set.
 */
export async function* readOrders<O extends OrderHeadFragment>(
  stream: OrderStream<O>,
  asking: Asking,
  cursor: OrdersCursor | undefined,
  wanted: Wanted,
  range: Range,
): AsyncGenerator<Page> {
  const state = await stateOf(stream, asking, cursor, range);
  if (state === undefined) return;
  const walk = new Walk(stream, state, wanted);
  const { now } = wanted.context();
  const waiting = dueNow(state.pending, now);
  const known = isToCompare(state, now) ? asking.known() : undefined;
  yield walk.mark(true);
  yield* inBulk(walk, stream, asking, range.changedFrom);
  if (!(yield* manyChanges(walk, stream, asking, range))) {
    yield* changedOrders(walk, stream, asking, startOfChanges(walk, range));
    yield* again(walk, stream, asking, waiting);
    // Last, as a search may still find what is gone.
    yield* deletedOrders(walk, asking);
    if (known !== undefined) yield* lostOrders(walk, asking, known, now);
  }
  const { warning } = walk;
  if (warning !== undefined) yield { ...walk.mark(), warnings: [warning] };
}

/** Where a stream goes on: at its cursor, or at its start where what was read is mapped otherwise now. */
async function stateOf<O extends OrderHeadFragment>(
  { mapping }: OrderStream<O>,
  asking: Asking,
  cursor: OrdersCursor | undefined,
  range: Range,
): Promise<OrdersCursor | undefined> {
  if (cursor !== undefined && (cursor.mapping ?? 1) === mapping) return cursor;
  const start = await startOf(asking, range);
  if (start === undefined || cursor === undefined) return start && { ...start, mapping };
  const { bulk: _bulk, ...known } = cursor;
  return { ...known, ...start, generation: cursor.generation, pending: cursor.pending, mapping };
}

function startOfChanges({ state }: { readonly state: OrdersCursor }, range: Range): number {
  return Math.max(state.updatedAt - range.overlap, range.changedFrom);
}

/**
 * Reads the changed orders in bulk, as often as there are many. Gives whether there still were: then
 * the next run reads on.
 */
async function* manyChanges<O extends OrderHeadFragment>(
  walk: Walk<O>,
  stream: OrderStream<O>,
  asking: Asking,
  range: Range,
): AsyncGenerator<Page, boolean> {
  for (let pass = 0; pass < PASSES; pass++) {
    const from = startOfChanges(walk, range);
    const count = await countFound(asking.api, since('updated_at', from));
    walk.expect(count);
    if (count <= BULK_FROM) return false;
    const to = secondAfter((await newestChange(asking.api)) ?? from);
    const { updatedAt } = walk.state;
    walk.moveTo({ updatedAt, bulk: { by: 'updated_at', until: from, to } });
    yield* inBulk(walk, stream, asking, range.changedFrom);
  }
  return true;
}

/** Where a stream without a cursor starts: a large shop is read in bulk by when its orders were made. */
async function startOf({ api }: Asking, { changedFrom }: Range): Promise<OrdersCursor | undefined> {
  const newest = await newestChange(api);
  const oldest = await oldestOrder(api);
  if (newest === undefined || oldest === undefined) return undefined;
  const updatedAt = Math.max(oldest, changedFrom);
  const deletions = newest - DAY;
  const state = { updatedAt, generation: -1, pending: [], deletions };
  const count = await countFound(api, since('updated_at', updatedAt));
  if (count <= BULK_FROM) return state;
  return { ...state, bulk: { by: 'created_at', until: oldest, to: secondAfter(newest) } };
}

/**
 * Orders by their time of change. One that changes while pages are read moves to their end and comes
 * again.
 */
async function* changedOrders<O extends OrderHeadFragment>(
  walk: Walk<O>,
  stream: OrderStream<O>,
  asking: Asking,
  from: number,
): AsyncGenerator<Page> {
  walk.nextPass();
  let start = from;
  let after: string | undefined;
  let read = 0;
  for (;;) {
    const page = await pageOf(stream, asking, since('updated_at', start), after);
    yield* ordersOf(walk, page);
    if (page.after === undefined) return;
    read += page.orders.length;
    const isLong = read >= PAGINATION && walk.state.updatedAt > start;
    after = isLong ? undefined : page.after;
    if (!isLong) continue;
    start = walk.state.updatedAt;
    read = 0;
  }
}

function* ordersOf<O extends OrderHeadFragment>(
  walk: Walk<O>,
  { orders, times, after }: Awaited<ReturnType<typeof pageOf<O>>>,
): Generator<Page> {
  const positions = positionsOf(times, after === undefined);
  for (const [index, order] of orders.entries()) {
    walk.moveTo({ updatedAt: Math.max(walk.state.updatedAt, positions[index] ?? 0) });
    yield walk.answered(order);
  }
}

/** Orders that nothing told of, once more. */
async function* again<O extends OrderHeadFragment>(
  walk: Walk<O>,
  stream: OrderStream<O>,
  asking: Asking,
  ids: readonly string[],
): AsyncGenerator<Page> {
  const left = ids.filter((id) => !walk.has(id));
  while (left.length > 0) {
    const some = left.splice(0, stream.idsAtOnce(asking));
    for (const found of await oneByOne(stream, asking, some)) {
      if (asking.wholeHistory || !('gone' in found)) yield walk.answered(found);
    }
  }
}
