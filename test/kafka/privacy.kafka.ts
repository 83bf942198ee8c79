import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Log, LogRecord } from '../../pipeline/log/log.ts';
import { PRIVACY_TOPIC } from '../../pipeline/topics.ts';
import { letterListSchema } from '../../schemas/dead-letters.ts';
import type { Goal } from '../../schemas/goals.ts';
import { privacyExportSchema, privacyListSchema } from '../../schemas/privacy.ts';
import { statusSchema } from '../../schemas/status.ts';
import { runCli } from '../support/cli.ts';
import { fakeShopProject } from '../support/calling-shop/project.ts';
import { call, FakeShop, WITH_FAKE_SHOP } from '../support/calling-shop/server.ts';
import { keyIn, tracesIn } from '../support/calling-shop/traces.ts';
import { reach } from '../support/goals.ts';
import { readAll } from '../support/log-helpers.ts';
import { until } from '../support/until.ts';
import { startUp, type Up } from '../support/up.ts';
import { kafkaOf, openTestLog, optionsFor } from './place.ts';

const METRICS = ['net_sales', 'customers', 'repeat_purchase_rate'];
const GOALS: Goal[] = METRICS.map((metric) =>
  reach({ id: metric.replaceAll('_', '-'), metric, target: '1' }),
);
const ORDERS = 300;

const options = optionsFor(inject('brokers'));
const shop = new FakeShop();
let folder: string;
let up: Up;
let log: Log;
beforeAll(async () => {
  for (let n = 0; n < ORDERS; n++) {
    const at = Date.parse('2024-01-10') + n * 86_400_000 * 0.9;
    shop.orders.set(`${n}`, { gross: `${n}.5`, customer: `c${n % 40}`, at });
  }
  const { brokers, prefix } = options;
  const kafka = { brokers, prefix, replication: 1, partitions: 3 };
  folder = await fakeShopProject(await shop.start(), GOALS, {
    log: { kafka },
    privacy: { graceHours: 0 },
  });
  log = await openTestLog(options);
  up = await startUp(folder, WITH_FAKE_SHOP);
  await until(counted, up.output, 120_000);
}, 180_000);
afterAll(async () => {
  await log.close();
  await up.stop();
  await shop.stop();
  await rm(folder, { recursive: true, force: true });
});

async function counted(): Promise<boolean> {
  const status = statusSchema.parse(await (await fetch(`${up.url}/v1/status`)).json());
  const [goal] = (await up.attainment()).goals;
  return goal?.facts === ORDERS && status.stages.every(({ behind }) => behind === 0);
}

async function cli(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], folder, WITH_FAKE_SHOP);
  if (code !== 0) throw new Error(`${args.join(' ')} gave ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function done(event: string) {
  const find = async () => {
    const { requests } = privacyListSchema.parse(await cli('privacy', 'list'));
    return requests.find((request) => request.event === event);
  };
  let found = await find();
  await until(
    async () => (found = await find())?.state === 'done',
    () => `${JSON.stringify(found)}\n${up.output()}`,
  );
  return found;
}

async function ask(message: object): Promise<void> {
  expect(await call(`${up.url}/webhooks/shop`, message)).toBe(200);
}

/** The answer but for what tells when. */
async function figures(): Promise<string> {
  const { goals } = await up.attainment();
  return JSON.stringify(
    goals.map(({ id, actual, daily, facts }) => ({ id, actual, daily, facts })),
  );
}

async function letters() {
  return letterListSchema.parse(await cli('dead-letters', 'list', '--all'));
}

async function lettersAre(count: number): Promise<void> {
  await until(async () => (await letters()).total === count);
}

async function topics(): Promise<string[]> {
  const admin = kafkaOf(options).admin();
  await admin.connect();
  const names = await admin.listTopics();
  await admin.disconnect();
  const { prefix } = options;
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

/** Topics in which a reader finds the text; of `privacy` the newest of each request. */
async function topicsWithText(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const topic of await topics()) {
    const records: readonly LogRecord[] =
      topic === PRIVACY_TOPIC
        ? [...(await log.latestByKey(topic))].map(([key, value]) => ({ key, value }))
        : await readAll(log, topic);
    const texts = records.map(({ key, value, headers }) => JSON.stringify({ key, value, headers }));
    if (texts.some((record) => record.includes(text))) found.push(topic);
  }
  return found;
}

/** Facts of a person that can't be read, but carry the key. */
function unreadable(customer: string): LogRecord[] {
  return [1, 2].map((n) => ({
    key: `shop/sales/bad-${n}`,
    value: JSON.stringify({ source: 'shop', stream: 'sales', id: `bad-${n}`, customer }),
    headers: { schema: '2.0' },
  }));
}

test('who is to be forgotten is in no topic, no dead letter and no row, and figures stay', async () => {
  const key = keyIn(folder, 'c7');
  await log.append('facts.sale', unreadable(key));
  await lettersAre(2);
  await cli('dead-letters', 'replay', (await letters()).letters[0]?.id ?? '');
  await ask({ event: 'what', kind: 'data-request', customers: ['c7'] });
  await done('what');
  await lettersAre(3);
  expect(await topicsWithText(key)).toEqual(
    expect.arrayContaining(['dead-letters', 'facts.sale', PRIVACY_TOPIC]),
  );
  const before = { figures: await figures(), letters: await letters() };

  await ask({ event: 'forget', kind: 'redact', customers: ['c7'] });
  expect(await done('forget')).toMatchObject({
    counts: { people: 1, facts: 8, records: 11, days: 8 },
  });
  const expectForgotten = async (): Promise<void> => {
    expect(await topicsWithText(key)).toEqual([]);
    expect(tracesIn(folder, key)).toEqual([]);
    expect(await figures()).toBe(before.figures);
    const now = await letters();
    const told = ({ id, state, place }: (typeof now.letters)[number]) => ({ id, state, place });
    expect(now.total).toBe(3);
    expect(now.letters.map(told).toSorted(byId)).toEqual(
      before.letters.letters.map(told).toSorted(byId),
    );
  };
  await expectForgotten();
  const request = await done('what');
  const { facts } = privacyExportSchema.parse(await cli('privacy', 'show', request?.id ?? ''));
  expect(facts).toEqual([]);

  const replayed = await cli('replay', '--topic', 'facts.sale');
  expect(replayed).toMatchObject({ records: expect.any(Number) });
  await expectForgotten();
}, 180_000);

test('when a shop goes, everyone is forgotten, and every figure stays', async () => {
  const keys = Array.from({ length: 40 }, (_, n) => keyIn(folder, `c${n}`));
  const before = await figures();
  await ask({ event: 'all', kind: 'redact-all' });
  expect(await done('all')).toMatchObject({ counts: { people: 39 } });
  await cli('replay', '--topic', 'facts.sale');
  expect(await figures()).toBe(before);
  for (const key of keys) expect(await topicsWithText(key)).toEqual([]);
  expect(keys.flatMap((key) => tracesIn(folder, key))).toEqual([]);
}, 180_000);

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
