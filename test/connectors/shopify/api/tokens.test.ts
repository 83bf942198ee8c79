import { expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/connector.ts';
import { data, FakeShop, json, memoryVault, openFake, type Call } from './fake-shop.ts';

const COUNT = { ordersCount: { count: 3, precision: 'EXACT' } };
const APP = { clientId: 'app', clientSecret: 'shpss_canary' };
const REFRESHED = { ...APP, refreshToken: 'refresh-0' };
const HOUR_MS = 3_600_000;

interface Granting {
  readonly shop: FakeShop;
  readonly grants: Record<string, unknown>[];
  /** Takes back every token that is out. */
  readonly revoke: () => void;
}

/** Grants tokens that last an hour, and one refresh token after another; takes the newest only. */
async function granting(refuse: (call: Call) => boolean = () => false): Promise<Granting> {
  const grants: Record<string, unknown>[] = [];
  let valid: string | undefined;
  let refresh = 'refresh-0';
  const shop = await FakeShop.start((call) => {
    if (call.path !== '/admin/oauth/access_token') {
      if (call.token !== valid) return json(call, { errors: '[API] Invalid API key' }, 401);
      return data(call, COUNT);
    }
    if (refuse(call)) return;
    grants.push(call.body);
    const { grant_type: type, refresh_token: used } = call.body;
    if (type === 'refresh_token' && used !== refresh) {
      return json(call, { error: 'invalid_grant' }, 400);
    }
    valid = `token-${grants.length}`;
    refresh = `refresh-${grants.length}`;
    const rotated = { refresh_token: refresh, refresh_token_expires_in: 7_776_000 };
    json(call, {
      access_token: valid,
      scope: 'read_orders',
      expires_in: 3_600,
      ...(type === 'refresh_token' && rotated),
    });
  });
  return { shop, grants, revoke: () => (valid = undefined) };
}

function count(api: ReturnType<typeof openFake>): Promise<unknown> {
  return api.request('CountOrders', { filter: '' });
}

async function failureOf(work: Promise<unknown>): Promise<SourceError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

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

test('a shop that refuses what it has just given needs re-authorisation', async () => {
  await using shop = await FakeShop.start((call) =>
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
    await using shop = await FakeShop.start((call) =>
      json(call, { error: 'invalid_grant', error_description: 'refresh-0 shpss_canary' }, status),
    );
    const error = await failureOf(count(openFake(shop, REFRESHED)));
    expect(error.retry).toBe(false);
    expect(error.message).toBe(
      `skovby.myshopify.com needs re-authorisation: it no longer takes the refresh token (${status})`,
    );
    expect(error.mend).toContain('`refreshToken`');
    expect(shop.calls).toHaveLength(1);
  },
);

test('wrong credentials are said to be that', async () => {
  await using shop = await FakeShop.start((call) => json(call, { error: 'invalid_client' }, 400));
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
  await using shop = await FakeShop.start((call) => json(call, {}, 503));
  const error = await failureOf(count(openFake(shop, APP)));
  expect(error).toMatchObject({ retry: true, message: /gives no token: answered 503/ });
});

test('whoever loses the race for a refresh token takes what the winner got', async () => {
  const vault = memoryVault();
  const { shop } = await granting();
  await using _ = shop;
  await count(openFake(shop, REFRESHED, { vault }));
  const won = vault.values.get('token');
  // One whose vault doesn't hold others off: the winner writes while the loser asks.
  const slow = memoryVault();
  await using refusing = await FakeShop.start((call) => {
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
