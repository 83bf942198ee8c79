import { afterEach, expect, test } from 'vitest';
import type { CheckFinding, ReadContext } from '../../../connectors/connector.ts';
import { shopify } from '../../../connectors/shopify/shopify.ts';
import { ALL_SCOPES } from '../../support/stand-in.ts';
import { ledgerDays, pulledDays } from './pulled-days.ts';
import { contextOf, pulledShop, type PulledShop } from './pulled-shop.ts';

let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

async function findingsOf(
  from: PulledShop,
  given: Partial<ReadContext> = {},
): Promise<readonly CheckFinding[]> {
  return shopify.check(shopify.config.parse(from.config), contextOf(from, given));
}

const textsOf = (findings: readonly CheckFinding[]) =>
  findings.map(({ level, message }) => `${level}: ${message}`);

test('a shop that is ready: what it is, and what will be read how', async () => {
  pulled = await pulledShop({ ordersPerDay: 2 });
  const found = pulled.shop.search({}, pulled.now).length;
  expect(textsOf(await findingsOf(pulled))).toEqual([
    'ok: Skovby Friluft (skovby-friluft.myshopify.com) answers; its days are of Europe/Copenhagen, its money DKK',
    `ok: sales, returns, shipments: ${found} orders changed since 2026-10-20 are read first, page by page; the oldest is of 2026-10-20`,
    'ok: traffic: reports on sessions can be read',
  ]);
});

test('each scope that is missing is named with what it costs', async () => {
  const config = { clientSecret: 'secret' };
  pulled = await pulledShop({ ordersPerDay: 1, scopes: ['read_orders'], config });
  const texts = textsOf(await findingsOf(pulled)).join('\n');
  for (const scope of ALL_SCOPES.filter((each) => each !== 'read_orders')) {
    expect(texts).toContain(scope);
  }
  expect(texts).toContain(
    'warning: without read_fulfillments, Shopify does not call about fulfillments/create, fulfillments/update',
  );
  expect(texts).toContain("error: returns can't be read: read_returns is missing");
  expect(texts).toContain('warning: without read_customers, facts carry no customer keys');
  expect(texts).toContain(
    'error: without read_all_orders, orders of skovby-friluft.myshopify.com older than 60 days are absent',
  );
});

test('without read_all_orders nothing is read in silence', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'read_all_orders');
  pulled = await pulledShop({ ordersPerDay: 1, scopes, config: { streams: ['sales'] } });
  const [sales] = (await pulled.world.run()).streams;
  expect(sales).toMatchObject({
    state: 'failed',
    error: expect.stringMatching(/60 days/) as string,
  });
  expect(sales?.mend).toMatch(/`from: 2026-09-26`/);
});

test('without it a shop is read from a day that is seen', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'read_all_orders');
  const config = { streams: ['sales'], from: '2026-11-01' };
  pulled = await pulledShop({ ordersPerDay: 1, scopes, config });
  expect((await pulled.world.run()).streams).toMatchObject([{ state: 'succeeded' }]);
  expect(textsOf(await findingsOf(pulled)).join('\n')).toContain(
    'warning: without read_all_orders',
  );
});

test('optional parts are left out where the app may not read them', async () => {
  const scopes = ['read_orders', 'read_all_orders'];
  pulled = await pulledShop({ ordersPerDay: 4, scopes, config: { streams: ['sales'] } });
  expect((await pulled.world.run()).streams).toMatchObject([{ state: 'succeeded' }]);
  const fields = new Set([...pulled.world.latest().values()].flatMap((fact) => Object.keys(fact)));
  expect(fields).toContain('sku');
  for (const field of ['customer', 'productType', 'location', 'staff', 'country']) {
    expect(fields).not.toContain(field);
  }
});

test('the country is there where it is configured, and only there', async () => {
  pulled = await pulledShop({
    ordersPerDay: 2,
    config: { streams: ['sales'], addressCountry: true },
  });
  await pulled.world.run();
  const countries = [...pulled.world.latest().values()].map(({ country }) => country);
  expect(countries).toContain('DK');
});

test('another time zone and another currency are said', async () => {
  pulled = await pulledShop({ ordersPerDay: 1 });
  const findings = await findingsOf(pulled, { timezone: 'Europe/London', currency: 'GBP' });
  const texts = textsOf(findings).join('\n');
  expect(texts).toContain("warning: the shop's time zone is Europe/Copenhagen");
  expect(texts).toContain("warning: the shop's currency is DKK");
  expect(texts).toContain("error: the shop's days are those of Europe/Copenhagen");
});

test('a check that is stopped says so instead of throwing', async () => {
  pulled = await pulledShop({ ordersPerDay: 1 });
  const findings = await findingsOf(pulled, { signal: AbortSignal.abort() });
  expect(findings).toMatchObject([{ level: 'error' }]);
});

test('the cursor of something else is refused', async () => {
  pulled = await pulledShop({ ordersPerDay: 1 });
  const config = shopify.config.parse(pulled.config);
  for (const stream of shopify.streams(config)) {
    const pages = shopify.read(config, stream, { until: 7 }, contextOf(pulled));
    await expect(Array.fromAsync(pages)).rejects.toThrow(/another connector or version/);
  }
});

test('staff that a store may not read are left out, which check and each sync tell, and sales go on', async () => {
  const app = { idleScopes: ['read_users'] };
  const firstDay = '2026-11-20';
  pulled = await pulledShop({ ordersPerDay: 4, firstDay, app, config: { streams: ['sales'] } });
  const warning = expect.stringContaining('facts carry no staff') as string;
  expect(await findingsOf(pulled)).toContainEqual({ level: 'warning', message: warning });
  expect((await pulled.world.run()).streams).toMatchObject([
    { state: 'succeeded', warnings: [warning] },
  ]);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
  const fields = new Set([...pulled.world.latest().values()].flatMap((fact) => Object.keys(fact)));
  expect(fields).not.toContain('staff');
  // Orders that are read again after webhooks as well.
  const [order] = pulled.shop.search({}, pulled.now);
  expect((await pulled.refresh([order?.id ?? ''])).streams).toMatchObject([{ state: 'succeeded' }]);
});

test('staff that a store may not read stop no bulk operation either', async () => {
  const app = { idleScopes: ['read_users'] };
  pulled = await pulledShop({ firstDay: '2026-11-04', app, config: { streams: ['sales'] } });
  expect((await pulled.world.run()).streams).toMatchObject([
    { state: 'succeeded', warnings: [expect.stringContaining('staff') as string] },
  ]);
  expect(pulled.standIn.stats().requests['StartBulk']).toBeGreaterThan(1);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('an app that is not approved for protected customer data is told to request it', async () => {
  const app = { unapproved: true };
  pulled = await pulledShop({ ordersPerDay: 1, app, config: { streams: ['sales'] } });
  const mend = expect.stringMatching(
    /^Request access to protected customer data of level 1/,
  ) as string;
  const findings = await findingsOf(pulled);
  expect(findings.filter(({ level }) => level === 'error')).toMatchObject([{ mend }]);
  expect((await pulled.world.run()).streams).toMatchObject([{ state: 'failed', mend }]);
});

test('what Shopify announces is told by check and by each sync, retirement 90 days ahead', async () => {
  const deprecated = 'Order.agreements, Shop.name';
  const now = Date.parse('2027-07-03T12:00:00Z');
  const given = { ordersPerDay: 1, firstDay: '2027-07-01', now, deprecated };
  pulled = await pulledShop({ ...given, config: { streams: ['sales', 'returns'] } });
  const retired = expect.stringContaining('until 2027-10-01, in 90 days') as string;
  const announced = expect.stringContaining(deprecated) as string;
  const findings = await findingsOf(pulled);
  expect(findings.filter(({ level }) => level === 'warning')).toMatchObject([
    { message: retired, mend: expect.stringContaining('Update goalstream') as string },
    { message: announced },
  ]);
  expect((await pulled.world.run()).streams).toMatchObject([
    { stream: 'sales', warnings: [retired, announced] },
    { stream: 'returns', warnings: [announced] },
  ]);
});
