import { expect, test } from 'vitest';
import { APP, count, COUNT, failureOf, granting, REFRESHED } from './granting.ts';
import { FakeServer, json, openFake, type Call } from './fake-server.ts';

test('a shop that refuses what it has just given needs re-authorisation', async () => {
  await using shop = await FakeServer.start((call) =>
    call.path === '/admin/oauth/access_token'
      ? json(call, { access_token: 'token', scope: '', expires_in: 3_600 })
      : json(call, {}, 401),
  );
  const error = await failureOf(count(openFake(shop, APP)));
  expect(error).toMatchObject({ retry: false, message: /needs re-authorisation: it refuses/ });
  expect(shop.calls).toHaveLength(4);
});

test.each([400, 401, 403])(
  'a refresh token refused with %i needs re-authorisation',
  async (status) => {
    await using shop = await FakeServer.start((call) =>
      json(call, { error: 'invalid_grant', error_description: 'refresh-0 shpss_canary' }, status),
    );
    const error = await failureOf(count(openFake(shop, REFRESHED)));
    expect(error.retry).toBe(false);
    expect(error.message).toBe(
      `skovby.myshopify.com needs re-authorisation: it no longer takes the refresh token (${status}); the app may have been uninstalled`,
    );
    expect(error.mend).toContain('`refreshToken`');
    expect(shop.calls).toHaveLength(1);
  },
);

test('wrong credentials are said to be that', async () => {
  await using shop = await FakeServer.start((call) => json(call, { error: 'invalid_client' }, 400));
  const error = await failureOf(count(openFake(shop, APP)));
  expect(error).toMatchObject({ retry: false, message: /`clientId` and `clientSecret` \(400\)/ });
});

test.each<[string, (call: Call) => void]>([
  ['503', (call) => json(call, {}, 503)],
  ['429', (call) => json(call, {}, 429, { 'retry-after': '0.01' })],
  ['a reset', ({ response }) => response.destroy()],
  ['a cut answer', ({ response }) => response.end('{"access_tok')],
])('%s at the door is tried again, by the same refresh token', async (_name, answer) => {
  let times = 0;
  const { shop, grants } = await granting((call) => {
    if (times++ > 1) return false;
    answer(call);
    return true;
  });
  await using _ = shop;
  expect(await count(openFake(shop, REFRESHED))).toEqual(COUNT);
  expect(grants).toHaveLength(1);
});

test('a door that stays shut is an error that another sync may not have', async () => {
  await using shop = await FakeServer.start((call) => json(call, {}, 503));
  const error = await failureOf(count(openFake(shop, APP)));
  expect(error).toMatchObject({ retry: true, message: /gives no token: answered 503/ });
});
