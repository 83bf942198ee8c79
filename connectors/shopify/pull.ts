import type { Cursor, Page, ReadContext, Refreshed, StreamSpec } from '../connector.ts';
import { dayReader, startOfDay } from '../local-day.ts';
import { announced } from './api/announced.ts';
import type { Limits } from './api/attempts.ts';
import { openShopify, type ShopifyApi } from './api/shopify-api.ts';
import { STAFF_LEFT_OUT } from './api/staff-refusal.ts';
import { STREAM_NAMES, type ShopifyConfig } from './config.ts';
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
  limits: Partial<Limits> = {},
): AsyncGenerator<Page> {
  const api = openShopify(config, context, limits);
  const shop = await readShop(api);
  requireScopes(name, shop.scopes, config.shop);
  const orders = ORDER_STREAMS.get(name);
  const told = () => warningsOf(api, shop, name, context);
  if (orders === undefined) {
    yield* withWarnings(readTraffic(api, shop, cursor, context), cursor, told);
    return;
  }
  const state = ordersCursor(cursor);
  if (state === undefined) requireHistory(config, shop.scopes, context);
  const range = rangeOf(config, context);
  const asking = { ...askingOf(api, shop), ...standingOf(context) };
  const pages = orders.read(asking, state, wantedOf(config, context), range);
  yield* withWarnings(pages, cursor, told);
}

/** The pages, and after them what people must know of the source. */
async function* withWarnings(
  pages: AsyncIterable<Page>,
  before: Cursor | undefined,
  told: () => readonly string[],
): AsyncGenerator<Page> {
  let cursor = before;
  for await (const page of pages) {
    ({ cursor } = page);
    yield page;
  }
  const warnings = told();
  if (warnings.length > 0 && cursor !== undefined) {
    yield { records: [], rejects: [], cursor, warnings };
  }
}

/** What Shopify leaves out and announces; once a connection, as far as it is not of one stream. */
function warningsOf(
  api: ShopifyApi,
  { scopes }: Shop,
  stream: string,
  { now }: ReadContext,
): readonly string[] {
  const { config, shared } = api;
  const lacksStaff =
    stream !== 'traffic' && includesOf(scopes, config).staff && shared.staff.stands;
  const isFirst = stream === STREAM_NAMES.find((name) => config.streams.includes(name));
  const findings = announced(api.stats().deprecated, isFirst ? now() : 0);
  return [
    ...(lacksStaff ? [STAFF_LEFT_OUT] : []),
    ...findings.map(({ message, mend }) => (mend === undefined ? message : `${message}. ${mend}`)),
  ];
}

/** What orders are now, by their global ids; traffic has none. */
export async function* refresh(
  config: ShopifyConfig,
  streams: readonly StreamSpec[],
  keys: readonly string[],
  context: ReadContext,
  limits: Partial<Limits> = {},
): AsyncGenerator<Refreshed> {
  if (keys.length === 0) return;
  const api = openShopify(config, context, limits);
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
