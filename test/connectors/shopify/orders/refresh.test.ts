import { afterEach, expect, test } from 'vitest';
import type { Refreshed } from '../../../../connectors/connector.ts';
import { shopify } from '../../../../connectors/shopify/shopify.ts';
import { memoryVault } from '../../../support/memory-vault.ts';
import { fakeOrder, SHOP_NOW } from '../../../support/fake-order.ts';
import { ALL_SCOPES, APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';
import type { Order } from '../../../../connectors/sandbox/shopify/model.ts';
import { ORDERS } from './large-orders.ts';

const STREAMS = ['sales', 'returns', 'shipments'];
const RICH = { bucket: 1_000_000, restoreRate: 1_000_000 };
const IDS = [...ORDERS.map(({ id }) => id), 'gid://shopify/Order/999'];
let standIn: AskedStandIn | undefined;

afterEach(() => standIn?.close());

async function opened(orders: readonly Order[], scopes = ALL_SCOPES): Promise<AskedStandIn> {
  standIn = await standInOver(orders, { plan: RICH, apps: [{ ...APP, scopes }] });
  return standIn;
}

/** All that a refresh of these streams gives. */
async function refreshed(
  { url }: AskedStandIn,
  streams: readonly string[],
  keys: readonly string[],
): Promise<Refreshed[]> {
  const { accessToken } = APP;
  const config = shopify.config.parse({
    shop: 'skovby.myshopify.com',
    accessToken,
    endpoint: url,
    streams,
  });
  const pages = shopify.refresh?.(config, shopify.streams(config), keys, {
    connection: 'shop',
    timezone: 'Europe/Copenhagen',
    currency: 'DKK',
    baseDir: '.',
    now: () => SHOP_NOW,
    signal: new AbortController().signal,
    customerKey: (id) => id,
    vault: memoryVault(),
  });
  return Array.fromAsync(pages ?? []);
}

/** What a set has, whatever order it came in. */
function sets(pages: readonly Refreshed[]): Map<string, unknown> {
  const entries = pages.map((page) => {
    if ('failure' in page) throw page.failure;
    const { records, rejects, snapshot } = page;
    const facts = records.map(({ fact }) => fact).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return [`${page.stream} ${snapshot?.scope}`, { facts, rejects, snapshot }] as const;
  });
  expect(new Set(entries.map(([key]) => key)).size).toBe(entries.length);
  return new Map(entries);
}

function failures(pages: readonly Refreshed[]) {
  return pages.flatMap((page) => ('failure' in page ? [[page.stream, page.failure.message]] : []));
}

test('what several streams read together is what each reads by itself', async () => {
  const shop = await opened(ORDERS);
  const together = sets(await refreshed(shop, STREAMS, IDS));
  // Refused together, each stream asks by itself.
  shop.faults.http.inject({ kind: 'status', status: 401 }, { operation: 'OrdersByIds' });
  const apart = sets(await refreshed(shop, STREAMS, IDS));
  expect(together.size).toBe(STREAMS.length * IDS.length);
  expect(together).toEqual(apart);
});

test('an order that has little takes one request for all streams', async () => {
  const shop = await opened([fakeOrder(1), fakeOrder(2)]);
  const keys = ['gid://shopify/Order/1', 'gid://shopify/Order/2', 'gid://shopify/Order/999'];
  await refreshed(shop, STREAMS, keys);
  expect(shop.stats().requests).toEqual({ ShopFacts: 1, OrdersByIds: 1 });
});

test('many orders are asked for as many as 1,000 points allow', async () => {
  const orders = Array.from({ length: 100 }, (_, n) => fakeOrder(n + 1));
  const shop = await opened(orders);
  const ids = orders.map(({ id }) => id);
  expect(sets(await refreshed(shop, STREAMS, ids)).size).toBe(300);
  expect(shop.stats().requests['OrdersByIds']).toBeLessThanOrEqual(12);
});

test('a stream that the app may not read doesn’t keep the others from it', async () => {
  const shop = await opened(
    [fakeOrder(1)],
    ALL_SCOPES.filter((scope) => scope !== 'read_returns'),
  );
  const pages = await refreshed(shop, STREAMS, ['gid://shopify/Order/1']);
  expect(failures(pages)).toEqual([
    ['returns', expect.stringMatching(/may not read returns of .*read_returns is missing/)],
  ]);
  expect(pages.map(({ stream }) => stream)).toEqual(['returns', 'sales', 'shipments']);
  expect(shop.stats().requests).toEqual({ ShopFacts: 1, OrdersByIds: 1 });
});

test('nor does one whose scope is taken away meanwhile', async () => {
  const scopes = [...ALL_SCOPES];
  const shop = await opened([fakeOrder(1)], scopes);
  const keys = ['gid://shopify/Order/1'];
  expect(failures(await refreshed(shop, STREAMS, keys))).toEqual([]);
  scopes.splice(scopes.indexOf('read_returns'), 1);
  const pages = await refreshed(shop, STREAMS, keys);
  expect(failures(pages)).toEqual([['returns', expect.stringMatching(/read_returns/)]]);
  expect(pages.map(({ stream }) => stream).toSorted()).toEqual(STREAMS.toSorted());
});

test('a stream whose rest can’t be read doesn’t keep the others from it', async () => {
  const order = fakeOrder(2, { agreements: 2, sales: 9 });
  const shop = await opened([fakeOrder(1), order]);
  shop.onRequest((operation) => {
    if (operation !== 'MoreSales') return;
    shop.shop.orders.set(order.id, { ...order, agreements: order.agreements.slice(1) });
  });
  const pages = await refreshed(shop, STREAMS, ['gid://shopify/Order/1', order.id]);
  expect(failures(pages)).toEqual([['sales', expect.stringMatching(/MoreSales/)]]);
  const others = pages.filter((page) => page.stream !== 'sales');
  expect(sets(others).size).toBe(4);
});

test('a shop that throttles is waited for', async () => {
  const shop = await opened(ORDERS);
  const expected = sets(await refreshed(shop, STREAMS, IDS));
  shop.faults.http.inject({ kind: 'throttled' }, { times: 2 });
  expect(sets(await refreshed(shop, STREAMS, IDS))).toEqual(expected);
});
