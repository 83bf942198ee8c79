import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Vault } from '../../../../connectors/connector.ts';
import { APP, count, COUNT, granting, REFRESHED } from './granting.ts';
import { data, FakeServer, json, memoryVault, openFake } from './fake-server.ts';

const HOUR_MS = 3_600_000;

test('client credentials give a token, which is kept and used again until shortly before its end', async () => {
  const { shop, grants } = await granting();
  await using _ = shop;
  const vault = memoryVault();
  let now = Date.now();
  const context = { vault, now: () => now };
  await count(openFake(shop, APP, context));
  await count(openFake(shop, APP, context));
  expect(grants).toEqual([
    { client_id: 'app', client_secret: 'shpss_canary', grant_type: 'client_credentials' },
  ]);
  now += HOUR_MS * 0.85;
  const api = openFake(shop, APP, context);
  await count(api);
  expect(grants).toHaveLength(1);
  now += HOUR_MS * 0.1;
  await count(api);
  expect(grants).toHaveLength(2);
  expect(shop.calls.at(-1)?.token).toBe('token-2');
  expect(shop.calls.filter(({ token }) => token !== undefined)).toHaveLength(4);
});

test('a token that a thread has had from its vault is not looked for there again', async () => {
  const { shop, revoke } = await granting();
  await using _ = shop;
  let looks = 0;
  const inner = memoryVault();
  const vault: Vault = {
    ...inner,
    read: (name) => inner.read(name),
    exclusively: (name, work) => {
      looks++;
      return inner.exclusively(name, work);
    },
  };
  for (let read = 0; read < 3; read++) await count(openFake(shop, APP, { vault }));
  expect(looks).toBe(1);
  revoke();
  for (let read = 0; read < 3; read++) await count(openFake(shop, APP, { vault }));
  expect(looks).toBe(2);
});

test('a refresh token is changed for the next, which is kept before anything is asked with what came with it', async () => {
  const { shop, grants } = await granting();
  await using _ = shop;
  const vault = memoryVault();
  let now = Date.now();
  for (let sync = 0; sync < 3; sync++) {
    await count(openFake(shop, REFRESHED, { vault, now: () => now }));
    now += HOUR_MS;
  }
  expect(grants.map(({ refresh_token: used }) => used)).toEqual([
    'refresh-0',
    'refresh-1',
    'refresh-2',
  ]);
  expect(
    vault.written.map((text) => (JSON.parse(text) as { refreshToken: string }).refreshToken),
  ).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
});

test('where the next token cannot be kept, nothing is asked with it', async () => {
  const { shop } = await granting();
  await using _ = shop;
  const vault = memoryVault();
  const write = async (): Promise<void> => {
    throw new Error('disk full');
  };
  await expect(count(openFake(shop, REFRESHED, { vault: { ...vault, write } }))).rejects.toThrow(
    'disk full',
  );
  expect(shop.calls.map(({ path }) => path)).toEqual(['/admin/oauth/access_token']);
});

test('a token that ends in mid-sync is renewed once, however many requests find it out', async () => {
  const { shop, grants, revoke } = await granting();
  await using _ = shop;
  const vault = memoryVault();
  const apis = [1, 2, 3].map(() => openFake(shop, REFRESHED, { vault }));
  await Promise.all(apis.map(count));
  expect(grants).toHaveLength(1);
  revoke();
  const all = await Promise.all([...apis, ...apis, ...apis].map(count));
  expect(all).toEqual(Array.from({ length: 9 }, () => COUNT));
  expect(grants).toHaveLength(2);
});

test('whoever loses the race for a refresh token takes what the winner got', async () => {
  const vault = memoryVault();
  const { shop } = await granting();
  await using _ = shop;
  await count(openFake(shop, REFRESHED, { vault }));
  const won = vault.values.get('token');
  // One whose vault doesn't hold others off: the winner writes while the loser asks.
  const slow = memoryVault();
  await using refusing = await FakeServer.start((call) => {
    if (call.path !== '/admin/oauth/access_token') return data(call, COUNT);
    slow.values.set('token', won ?? '');
    json(call, { error: 'invalid_grant' }, 400);
  });
  expect(await count(openFake(refusing, REFRESHED, { vault: slow }))).toEqual(COUNT);
  expect(refusing.calls.at(-1)?.token).toBe('token-1');
});

test('new credentials in the configuration count at once, whatever is kept', async () => {
  const { shop, grants } = await granting();
  await using _ = shop;
  const vault = memoryVault();
  await count(openFake(shop, REFRESHED, { vault }));
  await count(openFake(shop, { ...REFRESHED, refreshToken: 'refresh-1' }, { vault }));
  expect(grants.map(({ refresh_token: used }) => used)).toEqual(['refresh-0', 'refresh-1']);
});

test('a vault whose content is broken is as good as an empty one', async () => {
  const { shop, grants } = await granting();
  await using _ = shop;
  const vault = memoryVault();
  vault.values.set('token', '{"origin":');
  expect(await count(openFake(shop, APP, { vault }))).toEqual(COUNT);
  expect(grants).toHaveLength(1);
});

test('a client secret that is replaced costs no token, whichever of the two the shop takes', async () => {
  let taken = 'old';
  const { shop, grants } = await granting((call) => {
    if (call.body['client_secret'] === taken) return false;
    json(call, { error: 'invalid_client' }, 401);
    return true;
  });
  await using _ = shop;
  const vault = memoryVault();
  let now = Date.now();
  const context = { vault, now: () => now };
  const old = { ...REFRESHED, clientSecret: 'old' };
  const both = { ...REFRESHED, clientSecret: 'new', previousClientSecret: 'old' };
  await count(openFake(shop, old, context));
  // Not taken yet, then alone.
  for (const secret of ['old', 'new']) {
    taken = secret;
    now += HOUR_MS;
    expect(await count(openFake(shop, both, context))).toEqual(COUNT);
  }
  now += HOUR_MS;
  expect(await count(openFake(shop, { ...old, clientSecret: 'new' }, context))).toEqual(COUNT);
  expect(grants.map(({ refresh_token: used }) => used)).toEqual([
    'refresh-0',
    'refresh-1',
    'refresh-2',
    'refresh-3',
  ]);
});

test('a refresh token that an earlier version kept is known, and not shown with either secret', async () => {
  const { shop, grants } = await granting();
  await using _ = shop;
  const vault = memoryVault();
  const { clientId, clientSecret, refreshToken } = REFRESHED;
  const credentials = ['skovby.myshopify.com', clientId, clientSecret, refreshToken];
  const origin = createHash('sha256').update(JSON.stringify(credentials)).digest('hex');
  await count(openFake(shop, REFRESHED, { vault }));
  const kept = JSON.parse(vault.written.at(-1) ?? '') as object;
  const before = memoryVault();
  await before.write('token', JSON.stringify({ ...kept, origin, renewAt: 0 }));
  const config = { ...REFRESHED, clientSecret: 'next', previousClientSecret: clientSecret };
  const api = openFake(shop, config, { vault: before });
  expect(await count(api)).toEqual(COUNT);
  expect(grants.at(-1)).toMatchObject({ refresh_token: 'refresh-1' });
  expect(api.cleaned(`${clientSecret} next`)).toBe('*** ***');
});
