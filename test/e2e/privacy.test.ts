import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Goal } from '../../schemas/goals.ts';
import { privacyExportSchema, privacyListSchema } from '../../schemas/privacy.ts';
import { runCli } from '../support/cli.ts';
import { fakeShopProject } from '../support/calling-shop/project.ts';
import { call, FakeShop, WITH_FAKE_SHOP } from '../support/calling-shop/server.ts';
import { keyIn, tracesIn } from '../support/calling-shop/traces.ts';
import { reach } from '../support/goals.ts';
import { until } from '../support/until.ts';
import { startUp, type Up } from '../support/up.ts';

const METRICS = ['net_sales', 'customers', 'repeat_purchase_rate'];
const GOALS: Goal[] = METRICS.map((metric) =>
  reach({ id: metric.replaceAll('_', '-'), metric, target: '1' }),
);

const shop = new FakeShop();
let folder: string;
let up: Up;
beforeAll(async () => {
  for (let n = 0; n < 300; n++) {
    const at = Date.parse('2024-01-10') + n * 86_400_000 * 0.9;
    shop.orders.set(`${n}`, { gross: `${n}.5`, customer: `c${n % 40}`, at });
  }
  folder = await fakeShopProject(await shop.start(), GOALS, { privacy: { graceHours: 0 } });
  up = await startUp(folder, WITH_FAKE_SHOP);
  await up.counted();
}, 120_000);
afterAll(async () => {
  await up.stop();
  await shop.stop();
  await rm(folder, { recursive: true, force: true });
});

const keyOf = (customer: string): string => keyIn(folder, customer);
const traces = (text: string): string[] => tracesIn(folder, text);

async function cli(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], folder, WITH_FAKE_SHOP);
  if (code !== 0) throw new Error(`${args.join(' ')} gave ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function requests() {
  return privacyListSchema.parse(await cli('privacy', 'list')).requests;
}

async function done(event: string) {
  let found: Awaited<ReturnType<typeof requests>>[number] | undefined;
  await until(
    async () => {
      found = (await requests()).find((request) => request.event === event);
      return found?.state === 'done';
    },
    () => JSON.stringify(found),
  );
  return found;
}

/** The answer but for what tells when. */
async function figures(): Promise<string> {
  const { goals } = await up.attainment();
  return JSON.stringify(
    goals.map(({ id, actual, daily, facts }) => ({ id, actual, daily, facts })),
  );
}

async function ask(message: object): Promise<void> {
  expect(await call(`${up.url}/webhooks/shop`, message)).toBe(200);
}

test('who asks what is kept of them gets their facts', async () => {
  await ask({ event: 'what', kind: 'data-request', customers: ['c7'] });
  const request = await done('what');
  const { facts } = privacyExportSchema.parse(await cli('privacy', 'show', request?.id ?? ''));
  expect(facts.map(({ fact }) => fact['order_id'])).toEqual(
    [...shop.orders].filter(([, { customer }]) => customer === 'c7').map(([id]) => id),
  );
}, 60_000);

test('who is to be forgotten leaves no trace, and every figure stays', async () => {
  const key = keyOf('c7');
  const before = await figures();
  expect(traces(key)).not.toEqual([]);
  await ask({ event: 'forget', kind: 'redact', customers: ['c7'] });
  await ask({ event: 'forget', kind: 'redact', customers: ['c7'] });
  expect(await done('forget')).toMatchObject({
    counts: { people: 1, facts: 8, records: 8, days: 8 },
  });
  expect(await figures()).toBe(before);
  expect(traces(key)).toEqual([]);
  const request = await done('what');
  const { facts } = privacyExportSchema.parse(await cli('privacy', 'show', request?.id ?? ''));
  expect(facts).toEqual([]);
}, 120_000);

test('when a shop goes, everyone is forgotten, and every figure stays', async () => {
  const keys = Array.from({ length: 40 }, (_, n) => keyOf(`c${n}`));
  const before = await figures();
  await ask({ event: 'all', kind: 'redact-all' });
  expect(await done('all')).toMatchObject({ counts: { people: 39, facts: 292 } });
  expect(await figures()).toBe(before);
  expect(keys.flatMap(traces)).toEqual([]);
}, 120_000);
