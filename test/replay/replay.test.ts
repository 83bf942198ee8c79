import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { settle } from '../../pipeline/app/settle.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { recordsBehind, type LogRecord } from '../../pipeline/log/log.ts';
import { startProcessor, type Processor } from '../../pipeline/processor/processor.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import { prepareReplay, type ReplayContext } from '../../pipeline/replay/replay.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { EMBEDDED_PARTITIONS, GROUPS, topicsWith } from '../../pipeline/topics.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import type { ReplayCounts, ReplayRequest } from '../../schemas/replay.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { MemoryLog, MemoryLogStore } from '../support/memory-log.ts';

const GOALS = [
  reach({ id: 'all' }),
  reach({ id: 'denmark', parent: 'all', scope: { dimension: 'country', equals: 'Denmark' } }),
];

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

let clock = 1_000;
let topics: MemoryLogStore;
let log: MemoryLog;
let store: Store;
beforeEach(async () => {
  clock = 1_000;
  topics = new MemoryLogStore(() => clock);
  log = new MemoryLog(topics);
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  store = await engine.soleStore();
});

function sale(id: string, day: string, gross: string, more: object = {}): LogRecord {
  const fact = {
    source: 'shop',
    stream: 'sales',
    id,
    version: 1,
    kind: 'line',
    orderId: id,
    day,
    gross,
    occurredAt: 0,
    observedAt: 0,
    quantity: '1',
    currency: 'GBP',
    country: 'Denmark',
    ...more,
  };
  return { key: `shop/sales/${id}`, value: JSON.stringify(fact), headers: { schema: '1.0' } };
}

const FACTS = [
  sale('1', '2024-03-01', '10.01'),
  sale('2', '2024-03-02', '20', { country: 'France' }),
  sale('3', '2024-03-03', '30'),
  sale('3', '2024-03-05', '31', { version: 2 }),
  sale('4', '2024-04-01', '40'),
  {
    key: 'shop/sales/4',
    value: '{"source":"shop","stream":"sales","id":"4","version":2,"deleted":true}',
  },
  { key: 'bad', value: 'no json' },
];

function context(): ReplayContext {
  const ruleSet = ruleSetOf(always(GOALS), metrics);
  return {
    store,
    log,
    timezone: 'Europe/London',
    now: () => clock,
    rules: () => Promise.resolve(ruleSet),
  };
}

async function counting(work: () => Promise<void>): Promise<void> {
  const processor: Processor = await startProcessor({
    store,
    log,
    rules: context().rules,
    currency: 'GBP',
    factsPerBatch: 1_000,
    stages: ['attribute', 'aggregate'],
    now: () => clock,
  });
  try {
    await Promise.race([work().then(() => settle(log)), processor.done]);
  } finally {
    await processor.stop();
  }
}

async function run(
  request: ReplayRequest,
  onStep: (counts: ReplayCounts) => void = () => undefined,
) {
  const steps = prepareReplay(context(), request).run();
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) onStep(step.value);
  return step.value;
}

async function figures(): Promise<Record<string, string>> {
  const rows = await store.query<{ goal: string; day: string; value: string }>(
    `SELECT goal, toString(day) AS day, toString(value) AS value FROM goal_daily FINAL
     WHERE facts > 0 AND part = 'net_sales' AND goal IN ('all', 'denmark') ORDER BY goal, day`,
  );
  return Object.fromEntries(rows.map(({ goal, day, value }) => [`${goal} ${day}`, value]));
}

const EXPECTED = {
  'all 2024-03-01': '10.01',
  'all 2024-03-02': '20',
  'all 2024-03-05': '31',
  'denmark 2024-03-01': '10.01',
  'denmark 2024-03-05': '31',
};

test('heals a store that lost facts, and run again changes nothing', async () => {
  await counting(() => log.append('facts.sale', FACTS));
  expect(await figures()).toEqual(EXPECTED);
  const letters = topics.topic('dead-letters').partitions[0]?.records.length;
  await store.command('TRUNCATE TABLE fact_sale');
  await counting(async () => void (await run({ topic: 'marks' })));
  expect(await figures()).toEqual({});

  const steps: number[] = [];
  await counting(async () => {
    const result = await run({ topic: 'facts.sale' }, ({ records }) => steps.push(records));
    expect(result).toMatchObject({ topic: 'facts.sale', records: 7, deadLetters: 1 });
    expect(steps.at(-1)).toBe(7);
  });
  expect(await figures()).toEqual(EXPECTED);
  expect(topics.topic('facts.sale').partitions.flatMap(({ records }) => records)).toHaveLength(7);
  expect(topics.topic('dead-letters').partitions[0]?.records.length).toBe((letters ?? 0) + 1);

  await counting(async () => void (await run({ topic: 'facts.sale' })));
  expect(await figures()).toEqual(EXPECTED);
}, 60_000);

test('of an old range changes no newer version', async () => {
  await counting(() => log.append('facts.sale', FACTS.slice(0, 3)));
  clock = 2_000;
  await counting(() => log.append('facts.sale', FACTS.slice(3)));
  await counting(async () => {
    const result = await run({ topic: 'facts.sale', to: '1970-01-01T00:00:02Z' });
    expect(result).toMatchObject({ records: 3, days: 2, range: { toTime: 2_000 } });
  });
  expect(await figures()).toEqual(EXPECTED);
}, 60_000);

test('leaves to the workers what they have not reached', async () => {
  await counting(() => log.append('facts.sale', FACTS.slice(0, 2)));
  await log.append('facts.sale', FACTS.slice(2));
  expect(await run({ topic: 'facts.sale' })).toMatchObject({ records: 2 });
  expect(recordsBehind(await log.lag(GROUPS.attribute, ['facts.sale']))).toBe(5);
  await counting(() => Promise.resolve());
  expect(await figures()).toEqual(EXPECTED);
}, 60_000);

test('of marks makes the days anew', async () => {
  await counting(() => log.append('facts.sale', FACTS));
  await store.command('TRUNCATE TABLE goal_daily');
  const result = await run({ topic: 'marks' });
  expect(result).toMatchObject({ topic: 'marks', deadLetters: 0, days: 5 });
  expect(await figures()).toEqual(EXPECTED);
}, 60_000);

test('ends when it is told to', async () => {
  await counting(() => log.append('facts.sale', FACTS));
  const steps = prepareReplay(context(), { topic: 'facts.sale' }).run(AbortSignal.abort());
  await expect(steps.next()).rejects.toThrow('abort');
}, 60_000);

test('names the topics that can be replayed, and partitions that there are', async () => {
  expect(() => prepareReplay(context(), { topic: 'cursors' })).toThrow("cursors can't be replayed");
  await expect(run({ topic: 'facts.sale', partition: 4 })).rejects.toThrow('no partition 4');
});
