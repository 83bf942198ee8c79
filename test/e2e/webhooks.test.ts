import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letterListSchema } from '../../schemas/dead-letters.ts';
import { statusSchema } from '../../schemas/status.ts';
import { runCli } from '../support/cli.ts';
import { fakeShopProject } from '../support/calling-shop/project.ts';
import { call, FakeShop, WITH_FAKE_SHOP } from '../support/calling-shop/server.ts';
import { reach } from '../support/goals.ts';
import { until } from '../support/until.ts';
import { startUp, type Up } from '../support/up.ts';

const AT = Date.parse('2024-03-01');
const shop = new FakeShop();
let folder: string;
let up: Up;
beforeAll(async () => {
  shop.orders.set('1', { gross: '100', at: AT });
  const goals = [reach({ id: 'all', metric: 'net_sales', target: '1' })];
  folder = await fakeShopProject(await shop.start(), goals);
  up = await startUp(folder, WITH_FAKE_SHOP);
  await up.counted();
}, 120_000);
afterAll(async () => {
  await up.stop();
  await shop.stop();
  await rm(folder, { recursive: true, force: true });
});

let events = 0;
async function changed(...keys: string[]): Promise<void> {
  const message = { event: `e${events++}`, kind: 'changed', keys };
  expect(await call(`${up.url}/webhooks/shop`, message)).toBe(200);
}

/** Waits until the goal's figure is that, and gives it. */
async function counted(net: string): Promise<string | undefined> {
  let actual: string | undefined;
  await until(
    async () => {
      actual = (await up.attainment()).goals[0]?.actual;
      return actual === net;
    },
    () => `${actual}, not ${net}`,
  );
  return actual;
}

async function cli(...args: string[]): Promise<unknown> {
  const { stdout, stderr } = await runCli([...args, '--json'], folder, WITH_FAKE_SHOP);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test('an order that is new, changed or gone is counted without a sync', async () => {
  expect(await counted('100')).toBe('100');
  shop.orders.set('2', { gross: '20', at: AT });
  await changed('2');
  expect(await counted('120')).toBe('120');
  shop.orders.set('2', { gross: '25', at: AT });
  await changed('2', '1');
  expect(await counted('125')).toBe('125');
  shop.orders.delete('1');
  await changed('1');
  expect(await counted('25')).toBe('25');
}, 60_000);

test('a call while the shop is away is not lost', async () => {
  shop.faults.push(503, 500);
  shop.orders.set('3', { gross: '3', at: AT });
  await changed('3');
  expect(await counted('28')).toBe('28');
}, 60_000);

test('an order that can not be read becomes a dead letter and holds up no other', async () => {
  shop.orders.set('4', { gross: '4', at: AT });
  shop.poison.add('bad');
  await changed('bad', '4');
  expect(await counted('32')).toBe('32');
  let letters: ReturnType<typeof letterListSchema.parse>['letters'] = [];
  await until(async () => {
    ({ letters } = letterListSchema.parse(await cli('dead-letters', 'list')));
    return letters.length > 0;
  });
  expect(letters).toMatchObject([
    { stage: 'sync', place: 'bad', connection: 'shop', stream: 'sales' },
  ]);
  expect(letters[0]?.reason).toContain('the shop answered 400');
  const { webhooks } = statusSchema.parse(await cli('status'));
  expect(webhooks).toMatchObject([{ connection: 'shop', events: 5, failed: 1 }]);
  expect(webhooks[0]?.message).toContain('400');
}, 60_000);

test('a sync in between finds everything as it is', async () => {
  await cli('sync');
  expect(await counted('32')).toBe('32');
  shop.orders.set('5', { gross: '5', at: AT });
  await changed('5');
  expect(await counted('37')).toBe('37');
}, 60_000);

test('check and the set-up of webhooks say what they found and did', async () => {
  expect(await cli('check', '--connection', 'shop')).toEqual([
    { connection: 'shop', level: 'ok', message: 'a fake shop' },
  ]);
  expect(await cli('sync', '--setup')).toEqual([
    { connection: 'shop', level: 'ok', message: 'calls https://goals.example/webhooks/shop' },
  ]);
  const plain = await runCli(['sync', '--setup', '--address', 'http://x.example'], folder, {
    ...WITH_FAKE_SHOP,
  });
  expect(plain.code).toBe(2);
  expect(plain.stderr).toContain('https://');
  const unknown = await runCli(['check', '--connection', 'nobody'], folder, WITH_FAKE_SHOP);
  expect(unknown.code).toBe(2);
}, 60_000);

test('stopping ends what stays warm, and the next start goes on', async () => {
  await up.stop();
  up = await startUp(folder, WITH_FAKE_SHOP);
  await up.counted();
  shop.orders.set('6', { gross: '6', at: AT });
  await changed('6');
  expect(await counted('43')).toBe('43');
}, 60_000);
