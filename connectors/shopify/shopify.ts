import type { Connector, Cursor, Page, ReadContext, StreamSpec } from '../connector.ts';
import { dayReader, startOfDay } from '../local-day.ts';
import { openShopify } from './api/shopify-api.ts';
import { check } from './check.ts';
import { shopifyConfigSchema, STREAM_NAMES, type ShopifyConfig } from './config.ts';
import { ordersCursor } from './orders/cursor.ts';
import type { Wanted } from './orders/facts-of.ts';
import { pageSizes } from './orders/page-size.ts';
import { readOrders } from './orders/read-orders.ts';
import { refreshOrders } from './orders/refresh-orders.ts';
import { returnsStream } from './orders/returns.ts';
import { salesStream } from './orders/sales.ts';
import { shipmentsStream } from './orders/shipments.ts';
import type { Asking } from './orders/stream.ts';
import { includesOf, requireHistory, requireScopes } from './scopes.ts';
import { readShop, type Shop } from './shop.ts';
import { totals } from './reports/totals.ts';
import { readTraffic } from './reports/read-traffic.ts';

const FACTS = {
  sales: 'sale',
  returns: 'return',
  shipments: 'shipment',
  traffic: 'traffic',
} as const;

/** Orders of a request before one has shown how many it may ask for. */
const FIRST_SIZE = 5;

/** A Shopify shop: its sales ledger, returns, parcels and visits. */
export const shopify: Connector<ShopifyConfig> = {
  name: 'shopify',
  title: 'A Shopify shop: sales, returns, shipments and traffic',
  config: shopifyConfigSchema,
  streams: ({ streams }) =>
    STREAM_NAMES.filter((name) => streams.includes(name)).map((name) => ({
      name,
      fact: FACTS[name],
    })),
  check,
  read,
  totals,
  refresh,
};

async function* read(
  config: ShopifyConfig,
  stream: StreamSpec,
  cursor: Cursor | undefined,
  context: ReadContext,
): AsyncGenerator<Page> {
  const api = openShopify(config, context);
  const shop = await readShop(api);
  requireScopes(stream.name, shop.scopes, config.shop);
  if (stream.name === 'traffic') {
    yield* readTraffic(api, shop, cursor, context);
    return;
  }
  const state = ordersCursor(cursor);
  if (state === undefined) requireHistory(config, shop.scopes, context);
  const asking = askingOf(api, shop, config);
  const wanted = wantedOf(config, context);
  const range = rangeOf(config, context);
  if (stream.name === 'sales') yield* readOrders(salesStream, asking, state, wanted, range);
  else if (stream.name === 'returns')
    yield* readOrders(returnsStream, asking, state, wanted, range);
  else yield* readOrders(shipmentsStream, asking, state, wanted, range);
}

async function* refresh(
  config: ShopifyConfig,
  stream: StreamSpec,
  keys: readonly string[],
  context: ReadContext,
): AsyncGenerator<Omit<Page, 'cursor'>> {
  if (stream.name === 'traffic' || keys.length === 0) return;
  const api = openShopify(config, context);
  const shop = await readShop(api);
  requireScopes(stream.name, shop.scopes, config.shop);
  const asking = askingOf(api, shop, config);
  const wanted = wantedOf(config, context);
  if (stream.name === 'sales') yield* refreshOrders(salesStream, asking, keys, wanted);
  else if (stream.name === 'returns') yield* refreshOrders(returnsStream, asking, keys, wanted);
  else yield* refreshOrders(shipmentsStream, asking, keys, wanted);
}

function askingOf(api: Asking['api'], shop: Shop, config: ShopifyConfig): Asking {
  return { api, includes: includesOf(shop.scopes, config), size: pageSizes(FIRST_SIZE) };
}

function wantedOf({ shop, from = '' }: ShopifyConfig, context: ReadContext): Wanted {
  const { customerKey, now, timezone } = context;
  const dayOf = dayReader(timezone);
  return { from, context: () => ({ shop, dayOf, customerKey, now: now() }) };
}

function rangeOf({ overlapMinutes, from }: ShopifyConfig, { timezone }: ReadContext) {
  const changedFrom = from === undefined ? 0 : startOfDay(from, timezone);
  return { overlap: overlapMinutes * 60_000, changedFrom };
}
