import { expect, test } from 'vitest';
import { runBulk } from '../../../../connectors/shopify/api/bulk.ts';
import { openShopify } from '../../../../connectors/shopify/api/shopify-api.ts';
import { shopifyConfigSchema } from '../../../../connectors/shopify/config.ts';
import { SHOP_NOW } from '../../../support/fake-order.ts';
import { ALL_SCOPES, APP } from '../../../support/stand-in.ts';
import { contextOf, memoryVault, QUICK } from './fake-server.ts';
import { all, open, PAGE, WHOLE, withStandIn } from './with-stand-in.ts';

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
