import type { Cursor, Page, ReadContext, Refreshed, StreamSpec } from '../connector.ts';
import { dayReader, startOfDay } from '../local-day.ts';
import { openShopify, type ShopifyApi } from './api/shopify-api.ts';
import type { ShopifyConfig } from './config.ts';
import { ordersCursor, type OrdersCursor } from './orders/cursor.ts';
import type { Wanted } from './orders/facts-of.ts';
import { pageSizes } from './orders/page-size.ts';
import { readOrders, type Range } from './orders/read-orders.ts';
import { readAgain, refreshOrders, type ReadAgain } from './orders/refresh-orders.ts';
import { returnsStream } from './orders/returns.ts';
import { salesStream } from './orders/sales.ts';
import { shipmentsStream } from './orders/shipments.ts';
import type { Asking, OrderStream } from './orders/stream.ts';
import type { OrderHeadFragment } from './queries/generated.ts';
import { readTraffic } from './reports/read-traffic.ts';
import { allows, includesOf, lackOfScopes, requireHistory, requireScopes } from './scopes.ts';
import { readShop, recentShop, type Shop } from './shop.ts';

/** Orders of a request before one has shown how many it may ask for. */
const FIRST_SIZE = 5;

/** The streams of orders, by their names. */
const ORDER_STREAMS = new Map([
  ['sales', readersOf(salesStream)],
  ['returns', readersOf(returnsStream)],
  ['shipments', readersOf(shipmentsStream)],
]);

function readersOf<O extends OrderHeadFragment>(stream: OrderStream<O>) {
  return {
    read: (asking: Asking, cursor: OrdersCursor | undefined, wanted: Wanted, range: Range) =>
      readOrders(stream, asking, cursor, wanted, range),
    again: readAgain(stream),
  };
}

/** Pages of a stream after a cursor. */
export async function* read(
  config: ShopifyConfig,
  { name }: StreamSpec,
  cursor: Cursor | undefined,
  context: ReadContext,
): AsyncGenerator<Page> {
  const api = openShopify(config, context);
  const shop = await readShop(api);
  requireScopes(name, shop.scopes, config.shop);
  const orders = ORDER_STREAMS.get(name);
  if (orders === undefined) {
    yield* readTraffic(api, shop, cursor, context);
    return;
  }
  const state = ordersCursor(cursor);
  if (state === undefined) requireHistory(config, shop.scopes, context);
  const range = rangeOf(config, context);
  const asking = { ...askingOf(api, shop), ...standingOf(context) };
  yield* orders.read(asking, state, wantedOf(config, context), range);
}

/** What orders are now, by their global ids; traffic has none. */
export async function* refresh(
  config: ShopifyConfig,
  streams: readonly StreamSpec[],
  keys: readonly string[],
  context: ReadContext,
): AsyncGenerator<Refreshed> {
  if (keys.length === 0) return;
  const api = openShopify(config, context);
  const shop = await recentShop(api);
  const open = new Map<string, ReadAgain>();
  for (const { name } of streams) {
    const orders = ORDER_STREAMS.get(name);
    if (orders === undefined) continue;
    const failure = lackOfScopes(name, shop.scopes, config.shop);
    if (failure === undefined) open.set(name, orders.again);
    else yield { stream: name, failure };
  }
  const asking = { ...askingOf(api, shop), size: sizesOf(shop) };
  yield* refreshOrders(open, asking, keys, wantedOf(config, context));
}

const learnt = new WeakMap<Shop, Asking['size']>();

/** Refreshes are short and many: what one has learnt holds for the next, as long as the shop's scopes do. */
function sizesOf(shop: Shop): Asking['size'] {
  const sizes = learnt.get(shop) ?? pageSizes(FIRST_SIZE);
  learnt.set(shop, sizes);
  return sizes;
}

function askingOf(api: ShopifyApi, { scopes }: Shop): Asking {
  return {
    api,
    includes: includesOf(scopes, api.config),
    wholeHistory: allows(scopes, 'read_all_orders'),
    ...standingOf({}),
    size: pageSizes(FIRST_SIZE),
  };
}

/** What is known from before, where anything is kept. */
function standingOf({
  known = () => [],
  refusesLoss = () => undefined,
}: Pick<ReadContext, 'known' | 'refusesLoss'>): Pick<Asking, 'known' | 'refusesLoss'> {
  return { known, refusesLoss };
}

function wantedOf({ shop, from = '' }: ShopifyConfig, context: ReadContext): Wanted {
  const { customerKey, now, timezone } = context;
  const dayOf = dayReader(timezone);
  return { from, context: () => ({ shop, dayOf, customerKey, now: now() }) };
}

function rangeOf({ overlapMinutes, from }: ShopifyConfig, { timezone }: ReadContext): Range {
  const changedFrom = from === undefined ? 0 : startOfDay(from, timezone);
  return { overlap: overlapMinutes * 60_000, changedFrom };
}
