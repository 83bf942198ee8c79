import { expect, test } from 'vitest';
import { runBulk } from '../../../../connectors/shopify/api/bulk.ts';
import type { Limits } from '../../../../connectors/shopify/api/attempts.ts';
import { openShopify, type ShopifyApi } from '../../../../connectors/shopify/api/shopify-api.ts';
import { shopifyConfigSchema } from '../../../../connectors/shopify/config.ts';
import type { StandInOptions } from '../../../../connectors/sandbox/shopify/options.ts';
import { fakeOrder, SHOP_NOW } from '../../../support/fake-shop.ts';
import { ALL_SCOPES, APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';
import { VARIABLES } from './fake-bulk.ts';
import { contextOf, memoryVault, QUICK } from './fake-shop.ts';

const ORDERS = Array.from({ length: 60 }, (_, index) =>
  fakeOrder(index + 1, { agreements: index % 4, sales: index % 5 }),
);
const PAGE = { ...VARIABLES, filter: '', after: null, agreements: 3, sales: 5 };
const FAST = { bucket: 2_000, restoreRate: 4_000 };
const WHOLE = { ...VARIABLES, filter: '' };

function open(
  standIn: AskedStandIn,
  config: Record<string, unknown> = { accessToken: APP.accessToken },
  limits: Partial<Limits> = {},
): ShopifyApi {
  const parsed = shopifyConfigSchema.parse({
    shop: 'skovby.myshopify.com',
    endpoint: standIn.url,
    ...config,
  });
  return openShopify(parsed, contextOf({ now: () => SHOP_NOW }), { ...QUICK, ...limits });
}

async function withStandIn(
  options: Partial<StandInOptions>,
  use: (standIn: AskedStandIn) => Promise<void>,
): Promise<void> {
  const standIn = await standInOver(ORDERS, { plan: FAST, ...options });
  try {
    await use(standIn);
  } finally {
    await standIn.close();
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test('many requests at once are never throttled by a bucket that they empty', async () => {
  await withStandIn({}, async (standIn) => {
    const one = open(standIn);
    const other = open(standIn);
    const sizes = [1, 2, 3, 5];
    const pages = Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? one : other).request('SalesPage', {
        ...PAGE,
        first: sizes[index % 4] ?? 1,
      }),
    );
    await Promise.all(pages);
    const { throttled, requests, points } = standIn.stats();
    expect(throttled).toBe(0);
    expect(requests).toEqual({ SalesPage: 40 });
    expect(points.spent).toBe(one.stats().points);
  });
});

test('a bucket that somebody else empties costs a throttled answer, and nothing is lost', async () => {
  await withStandIn({ plan: { bucket: 1_000, restoreRate: 2_000 } }, async (standIn) => {
    const api = open(standIn);
    await api.request('SalesPage', { ...PAGE, first: 5 });
    const others = Array.from({ length: 30 }, () =>
      standIn.send('SalesPage', { ...PAGE, first: 5 }),
    );
    const page = await api.request('SalesPage', { ...PAGE, first: 5 });
    await Promise.all(others);
    expect(page.orders.nodes).toHaveLength(5);
  });
});

test.each(['BulkSales', 'BulkShipments', 'BulkReturns'] as const)(
  '%s gives every order as a page of the same orders does',
  async (name) => {
    await withStandIn({ bulk: { shuffle: 200 } }, async (standIn) => {
      const shuffled = await all(runBulk(open(standIn), name, WHOLE));
      const tidy = await standInOver(ORDERS, { plan: FAST, bulk: { shuffle: 0 } });
      const kept = await all(runBulk(open(tidy), name, WHOLE));
      await tidy.close();
      expect(shuffled).toHaveLength(60);
      expect(sorted(shuffled)).toEqual(sorted(kept));
    });
  },
);

/** By id, at every level. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sorted(each)]));
}

test('sales of a bulk operation are those of the pages', async () => {
  await withStandIn({}, async (standIn) => {
    const api = open(standIn);
    const bulk = await all(runBulk(api, 'BulkSales', WHOLE));
    const { nodes } = (await api.request('SalesPage', { ...PAGE, first: 5 })).orders;
    const paged = nodes.map(({ agreements, ...order }) => ({
      ...order,
      agreements: agreements.nodes.map((each) => ({ ...each, sales: each.sales.nodes })),
    }));
    const ids = new Set(paged.map(({ id }) => id));
    expect(sorted(bulk.filter(({ id }) => ids.has(id)))).toEqual(sorted(paged));
  });
});

test('every kind of fault that an export can have is an error', async () => {
  const faults: Parameters<AskedStandIn['faults']['bulk']['inject']>[0][] = [
    { kind: 'failed', errorCode: 'TIMEOUT', afterLines: 20, partial: true },
    { kind: 'failed', errorCode: 'ACCESS_DENIED', afterLines: 20, partial: false },
    { kind: 'ends', status: 'CANCELED' },
    { kind: 'ends', status: 'EXPIRED' },
    { kind: 'miscounts', by: 1 },
    { kind: 'miscounts', by: -1 },
    { kind: 'broken-line', line: 7 },
  ];
  await withStandIn({}, async (standIn) => {
    for (const fault of faults) {
      standIn.faults.bulk.inject(fault, { times: 1 });
      await expect(all(runBulk(open(standIn), 'BulkSales', WHOLE))).rejects.toBeInstanceOf(Error);
    }
    expect(await all(runBulk(open(standIn), 'BulkSales', WHOLE))).toHaveLength(60);
  });
});

test('a download that is cut goes on, and one that looks whole but is short is no success', async () => {
  await withStandIn({}, async (standIn) => {
    const when = { operation: 'BulkFile', times: 1 };
    for (const looksWhole of [false, true]) {
      standIn.faults.http.inject({ kind: 'cut', atByte: 5_000, looksWhole }, when);
      expect(await all(runBulk(open(standIn), 'BulkSales', WHOLE))).toHaveLength(60);
    }
    standIn.faults.http.inject(
      { kind: 'cut', atByte: 0, looksWhole: true },
      { operation: 'BulkFile' },
    );
    await expect(all(runBulk(open(standIn), 'BulkSales', WHOLE))).rejects.toThrow(/fetched whole/);
  });
});

test('two processes’ bulk operations share the five places that the shop has', async () => {
  await withStandIn({ bulk: { ordersPerSecond: 600 } }, async (standIn) => {
    for (let n = 0; n < 4; n++) {
      const left = await standIn.send('StartBulk', { query: '{orders{edges{node{id}}}}' });
      expect(left.errors).toBeUndefined();
    }
    const runs = [1, 2, 3].map(() => all(runBulk(open(standIn), 'BulkSales', WHOLE)));
    for (const orders of await Promise.all(runs)) expect(orders).toHaveLength(60);
    expect(standIn.stats().mostBulkAtOnce).toBe(5);
  });
});

test('an abort frees the shop’s place', async () => {
  await withStandIn({}, async (standIn) => {
    standIn.faults.bulk.inject({ kind: 'never-ends' });
    const aborts = new AbortController();
    const api = open(standIn);
    const run = all(runBulk(api, 'BulkSales', WHOLE, aborts.signal));
    standIn.onRequest((operation) => {
      if (operation === 'BulkProgress') aborts.abort(new Error('stop'));
    });
    await expect(run).rejects.toThrow('stop');
    expect((await api.request('BulkRunning', { first: 10 })).bulkOperations.nodes).toEqual([]);
  });
});

test('a scope that is missing is named', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'read_customers');
  await withStandIn({ apps: [{ ...APP, scopes }] }, async (standIn) => {
    const api = open(standIn);
    const page = api.request('SalesPage', { ...PAGE, first: 2 });
    await expect(page).rejects.toMatchObject({ retry: false, message: /customer.*read_customers/ });
    await expect(all(runBulk(api, 'BulkSales', WHOLE))).rejects.toMatchObject({ retry: false });
  });
});

test.each([false, true])(
  'tokens rotate through expiries in mid-sync (strict: %s)',
  async (strict) => {
    const apps = [{ ...APP, refreshTokens: ['shprt_first'] }];
    await withStandIn({ apps, strictRefresh: strict }, async (standIn) => {
      const { clientId, clientSecret } = APP;
      const refreshing = { clientId, clientSecret, refreshToken: 'shprt_first' };
      const vault = memoryVault();
      const config = shopifyConfigSchema.parse({
        shop: 'skovby.myshopify.com',
        endpoint: standIn.url,
        ...refreshing,
      });
      for (let sync = 0; sync < 3; sync++) {
        const api = openShopify(config, contextOf({ vault, now: () => SHOP_NOW }), QUICK);
        const twice = [1, 2].map(() => api.request('SalesPage', { ...PAGE, first: 2 }));
        await Promise.all(twice);
        standIn.tokens.expire();
        await api.request('SalesPage', { ...PAGE, first: 2 });
      }
      expect(standIn.stats().requests['AccessToken']).toBe(4);
    });
  },
);
