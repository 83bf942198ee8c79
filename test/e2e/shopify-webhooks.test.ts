import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { privacyListSchema } from '../../schemas/privacy.ts';
import { statusSchema } from '../../schemas/status.ts';
import { runCli } from '../support/cli.ts';
import { fakeOrder } from '../support/fake-order.ts';
import { reach } from '../support/goals.ts';
import { standInProject } from '../support/stand-in-project.ts';
import { standInOver, type AskedStandIn } from '../support/stand-in.ts';
import { until } from '../support/until.ts';
import { startUp, type Up } from '../support/up.ts';

let standIn: AskedStandIn;
let folder: string;
let up: Up;
beforeAll(async () => {
  standIn = await standInOver([fakeOrder(1), fakeOrder(2)], {
    webhooks: { plainHttp: true, retries: [50, 100, 200] },
  });
  const window = { start: '2026-01-01', end: '2026-12-31' };
  folder = await standInProject(
    standIn,
    ['net_sales', 'customers'].map((metric) =>
      reach({ id: metric.replace('_', '-'), metric, window, target: '1' }),
    ),
  );
  up = await startUp(folder);
  await up.counted();
}, 120_000);
afterAll(async () => {
  await up.stop();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

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

test('what Shopify calls about is counted, and a wish to forget a person waits and can be taken back', async () => {
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
  const requests = async () => privacyListSchema.parse(await cli('privacy', 'list')).requests;
  const [waits] = await requests();
  expect(waits).toMatchObject({ kind: 'redact', state: 'asked' });
  expect(statusSchema.parse(await cli('status')).privacy).toEqual([waits]);
  expect(await cli('privacy', 'cancel', waits?.id ?? '')).toMatchObject({ cancelled: true });
  expect(await requests()).toMatchObject([{ state: 'cancelled' }]);
  expect(statusSchema.parse(await cli('status')).privacy).toEqual([]);
  expect(await figures()).toEqual({ 'net-sales': '400', customers: '1' });
}, 120_000);
