import { afterEach, expect, test } from 'vitest';
import type { CheckFinding, ReadContext } from '../../../../connectors/connector.ts';
import { shopifyConfigSchema } from '../../../../connectors/shopify/config.ts';
import { webhooks } from '../../../../connectors/shopify/webhooks.ts';
import { SUBSCRIBED } from '../../../../connectors/shopify/webhooks/topics.ts';
import { memoryVault } from '../../../support/memory-vault.ts';
import { ALL_SCOPES, APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';

let standIn: AskedStandIn;
afterEach(() => standIn.close());

const ADDRESS = 'https://goals.example/webhooks/shop';
const context: ReadContext = {
  connection: 'shop',
  timezone: 'UTC',
  currency: 'DKK',
  baseDir: '.',
  now: Date.now,
  signal: new AbortController().signal,
  customerKey: (id) => id,
  vault: memoryVault(),
};

function setUp(address: string): Promise<readonly CheckFinding[]> {
  const { clientId, clientSecret } = APP;
  const config = shopifyConfigSchema.parse({
    shop: standIn.shop.info.myshopifyDomain,
    clientId,
    clientSecret,
    endpoint: standIn.url,
  });
  return webhooks.setUp(config, address, context);
}

function subscribed(): readonly string[] {
  return standIn.webhooks.subscribed().map(({ topic, uri }) => `${topic} ${uri}`);
}

const everything = (address: string): string[] =>
  SUBSCRIBED.map((topic) => `${topic} ${address}`).toSorted();

test('every topic is subscribed once, and the second time nothing is done', async () => {
  standIn = await standInOver([]);
  const first = await setUp(ADDRESS);
  expect(subscribed().toSorted()).toEqual(everything(ADDRESS));
  expect(first.filter(({ message }) => message.startsWith('subscribed'))).toHaveLength(
    SUBSCRIBED.length,
  );
  const second = await setUp(ADDRESS);
  expect(subscribed().toSorted()).toEqual(everything(ADDRESS));
  expect(second).toHaveLength(2);
  expect(second.at(-1)).toMatchObject({
    level: 'warning',
    message: expect.stringContaining('customers/redact') as string,
    mend: expect.stringContaining(ADDRESS) as string,
  });
});

test('what was at old addresses is moved, what is there twice is deleted', async () => {
  standIn = await standInOver([]);
  const old = 'https://old.example/webhooks/shop';
  await standIn.send('Subscribe', { topic: 'ORDERS_UPDATED', uri: old });
  await standIn.send('Subscribe', { topic: 'ORDERS_UPDATED', uri: 'https://older.example/' });
  await standIn.send('Subscribe', { topic: 'ORDERS_PAID', uri: old });
  await standIn.send('Subscribe', { topic: 'ORDERS_PAID', uri: ADDRESS });
  const messages = (await setUp(ADDRESS)).map(({ message }) => message);
  expect(subscribed().toSorted()).toEqual(everything(ADDRESS));
  expect(messages).toContain(`moved orders/updated here from ${old}`);
  expect(messages).toContain('deleted a second orders/updated at https://older.example/');
  expect(messages).toContain(`deleted a second orders/paid at ${old}`);
});

test('a topic that the scopes do not allow is told, the others are subscribed', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'read_returns');
  standIn = await standInOver([], { apps: [{ ...APP, scopes }] });
  const errors = (await setUp(ADDRESS)).filter(({ level }) => level === 'error');
  // Three of the topics of returns are open to whoever reads orders.
  expect(errors.length).toBe(5);
  expect(errors[0]?.message).toContain('permission');
  for (const { mend } of errors)
    expect(mend).toContain('Give the app read_returns, install it again');
  expect(subscribed()).toHaveLength(SUBSCRIBED.length - errors.length);
});

test.each([
  ['FULFILLMENT', 'read_fulfillments'],
  ['ORDERS_', 'read_orders'],
])('without the scope of topics %s… its name is in the hint', async (topics, scope) => {
  const scopes = ALL_SCOPES.filter((each) => each !== scope);
  standIn = await standInOver([], { apps: [{ ...APP, scopes }] });
  const errors = (await setUp(ADDRESS)).filter(({ level }) => level === 'error');
  expect(errors.length).toBeGreaterThanOrEqual(
    SUBSCRIBED.filter((topic) => topic.startsWith(topics)).length,
  );
  for (const { mend } of errors) expect(mend).toContain(`Give the app ${scope}`);
});

test('what is refused for want of approval, or for the address, is told as that', async () => {
  standIn = await standInOver([], { apps: [{ ...APP, unapproved: true }] });
  const [unapproved] = (await setUp(ADDRESS)).filter(({ level }) => level === 'error');
  expect(unapproved?.mend).toMatch(/^Request access to protected customer data/);
  await standIn.close();
  standIn = await standInOver([]);
  const [address] = (await setUp('ftp://goals.example/')).filter(({ level }) => level === 'error');
  expect(address?.mend).toMatch(/https address/);
});
