import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { privacyListSchema } from '../../schemas/privacy.ts';
import { runCli } from '../support/cli.ts';
import { fakeOrder } from '../support/fake-order.ts';
import { reach } from '../support/goals.ts';
import { APP, standInOver, type AskedStandIn } from '../support/stand-in.ts';
import { until } from '../support/until.ts';
import { startUp, type Up } from '../support/up.ts';

let standIn: AskedStandIn;
let folder: string;
let up: Up;
beforeAll(async () => {
  standIn = await standInOver([fakeOrder(1), fakeOrder(2)], {
    webhooks: { plainHttp: true, retries: [50, 100, 200] },
  });
  folder = await project();
  up = await startUp(folder);
  await up.counted();
}, 120_000);
afterAll(async () => {
  await up.stop();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

async function project(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'goalstream-shopify-'));
  const shopify = {
    connector: 'shopify',
    shop: standIn.shop.info.myshopifyDomain,
    clientId: APP.clientId,
    clientSecret: APP.clientSecret,
    streams: ['sales', 'returns', 'shipments'],
    endpoint: standIn.url,
  };
  const config = {
    business: { name: 'Skovby', timezone: 'Europe/Copenhagen', currency: 'DKK' },
    connections: { shop: shopify },
    server: { port: 0 },
  };
  await writeFile(join(made, 'goalstream.yaml'), stringify(config));
  await mkdir(join(made, 'goals'));
  const window = { start: '2026-01-01', end: '2026-12-31' };
  const goals = ['net_sales', 'customers'].map((metric) =>
    reach({ id: metric.replace('_', '-'), metric, window, target: '1' }),
  );
  const owners = [{ id: 'anna', name: 'Anna Holm' }];
  await writeFile(join(made, 'goals', 'goals.yaml'), stringify({ owners, goals }));
  return made;
}

async function cli(...args: string[]): Promise<unknown> {
  const { stdout, stderr } = await runCli([...args, '--json'], folder);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

async function figures(): Promise<Record<string, string | undefined>> {
  const { goals } = await up.attainment();
  return Object.fromEntries(goals.map(({ id, actual }) => [id, actual]));
}

/** Waits until net sales are that, and gives all figures. */
async function counted(net: string) {
  let found: Awaited<ReturnType<typeof figures>> = {};
  await until(
    async () => {
      found = await figures();
      return found['net-sales'] === net;
    },
    () => `${JSON.stringify(found)}, not ${net}`,
  );
  return found;
}

test('what Shopify calls about is counted, and a person it asks to forget is forgotten', async () => {
  expect(await counted('400')).toEqual({ 'net-sales': '400', customers: '1' });
  await cli('sync', '--setup', '--address', up.url);
  expect(new Set(standIn.webhooks.subscribed().map(({ uri }) => uri))).toEqual(
    new Set([`${up.url}/webhooks/shop`]),
  );

  const third = fakeOrder(3, { sales: 3 });
  standIn.shop.orders.set(third.id, third);
  const [created] = await standIn.webhooks.orderChanged(third.id, 'ORDERS_CREATE');
  expect(created?.attempts).toEqual([200]);
  expect(await counted('700')).toMatchObject({ customers: '1' });

  standIn.shop.orders.delete(third.id);
  await standIn.webhooks.orderChanged(third.id, 'ORDERS_DELETE');
  expect(await counted('400')).toMatchObject({ customers: '1' });

  standIn.webhooks.setPrivacyUri(`${up.url}/webhooks/shop`);
  const [asked] = await standIn.webhooks.privacy('CUSTOMERS_REDACT', 5);
  expect(asked?.attempts).toEqual([200]);
  await until(async () => {
    const { requests } = privacyListSchema.parse(await cli('privacy', 'list'));
    return requests.every(({ state }) => state === 'done');
  });
  const { requests } = privacyListSchema.parse(await cli('privacy', 'list'));
  expect(requests).toMatchObject([{ kind: 'redact', state: 'done', counts: { people: 1 } }]);
  expect(await figures()).toEqual({ 'net-sales': '400', customers: '1' });
}, 120_000);
