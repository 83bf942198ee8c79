import type { Shopify } from '@shopify/shopify-api';
import { afterEach, expect, test } from 'vitest';
import { SHOP_NOW } from '../../../support/fake-order.ts';
import { shopifyClient } from '../../../support/shopify-api.ts';
import { APP, post, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';

const SHOP = 'skovby.myshopify.com';
const HOUR = 3_600_000;
const QUERY = { query: '{ shop { name } }' };

let standIn: AskedStandIn;
let now = SHOP_NOW;
afterEach(() => standIn.close());

const start = async (strictRefresh = false): Promise<Shopify> => {
  now = SHOP_NOW;
  standIn = await standInOver([], {
    now: () => now,
    strictRefresh,
    apps: [{ ...APP, refreshTokens: ['shprt_first'] }],
  });
  return shopifyClient(APP, standIn.url);
};

const statusWith = async (token: string | undefined): Promise<number> => {
  const response = await post(standIn.url, QUERY, token);
  await response.text();
  return response.status;
};

test('client credentials give a token of 24 hours', async () => {
  const shopify = await start();
  const { session } = await shopify.auth.clientCredentials({ shop: SHOP });
  expect(session.scope).toBe(APP.scopes.join(','));
  expect(session.refreshToken).toBeUndefined();
  const client = new shopify.clients.Graphql({ session });
  expect((await client.request(QUERY.query)).data).toEqual({ shop: { name: 'Skovby' } });
  now += 24 * HOUR;
  expect(await statusWith(session.accessToken)).toBe(401);
  expect(standIn.stats()).toMatchObject({ unauthorized: 1, requests: { AccessToken: 1 } });
});

test('a refresh token gives a token of an hour and its successor; it is void once that is used', async () => {
  const shopify = await start();
  const refresh = (token = '') =>
    shopify.auth.refreshToken({ shop: SHOP, refreshToken: token }).then(({ session }) => session);
  const lost = await refresh('shprt_first');
  const first = await refresh('shprt_first');
  expect(first.refreshToken).not.toBe(lost.refreshToken);
  expect(await statusWith(first.accessToken)).toBe(200);
  await expect(refresh('shprt_first')).rejects.toThrow('Bad Request');
  now += HOUR;
  expect(await statusWith(first.accessToken)).toBe(401);
  const second = await refresh(first.refreshToken);
  await refresh(second.refreshToken);
  await expect(refresh(first.refreshToken)).rejects.toThrow('Bad Request');
});

test('or it is void at once', async () => {
  const shopify = await start(true);
  const asked = { shop: SHOP, refreshToken: 'shprt_first' };
  await shopify.auth.refreshToken(asked);
  await expect(shopify.auth.refreshToken(asked)).rejects.toThrow('Bad Request');
});

test('a wrong secret is refused', async () => {
  await start();
  const response = await fetch(`${standIn.url}/admin/oauth/access_token`, {
    method: 'POST',
    body: JSON.stringify({
      client_id: APP.clientId,
      client_secret: 'x',
      grant_type: 'client_credentials',
    }),
  });
  expect([response.status, await response.json()]).toMatchObject([
    401,
    { error: 'invalid_client' },
  ]);
});

test('tokens that expire do so in the middle of things; one that never does stays', async () => {
  const shopify = await start();
  const { session } = await shopify.auth.clientCredentials({ shop: SHOP });
  standIn.faults.http.inject({ kind: 'expire-tokens' }, { after: 1, times: 1 });
  expect(await statusWith(session.accessToken)).toBe(200);
  expect(await statusWith(session.accessToken)).toBe(401);
  expect(await statusWith(APP.accessToken)).toBe(200);
});
