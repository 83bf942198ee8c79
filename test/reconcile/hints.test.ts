import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Connector, DayTotals } from '../../connectors/connector.ts';
import { settle } from '../../pipeline/app/settle.ts';
import { readFigures } from '../../pipeline/attainment/figures.ts';
import { reportOf } from '../../pipeline/attainment/report.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import type { Project } from '../../pipeline/config/load-project.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';
import { startProcessor } from '../../pipeline/processor/processor.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import { reconcile } from '../../pipeline/reconcile/reconcile.ts';
import { prepareReplay } from '../../pipeline/replay/replay.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { openCursors } from '../../pipeline/sync/cursors.ts';
import { EMBEDDED_PARTITIONS, topicsWith } from '../../pipeline/topics.ts';
import type { GoalAttainment } from '../../schemas/attainment.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import type { ReconcileCheck, ReconcileReport } from '../../schemas/reconcile.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { MemoryLog } from '../support/memory-log.ts';

const GOALS = [
  reach({ id: 'all' }),
  reach({ id: 'dk', parent: 'all', scope: { dimension: 'country', equals: 'DK' } }),
];
const rules = always(GOALS);
const ruleSet = ruleSetOf(rules, metrics);

let engine: TestEngine;
let folder: string;
let store: Store;
let log: MemoryLog;
beforeAll(async () => {
  engine = await testEngine();
  folder = await mkdtemp(join(tmpdir(), 'goalstream-hints-'));
});
afterAll(async () => {
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  store = await engine.soleStore();
  log = new MemoryLog();
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  const cursors = await openCursors(log);
  await cursors.save('shop', 'sales', { at: 1 });
  await counting(() => log.append('facts.sale', FACTS));
});

function sale(id: string, day: string, gross: string, country: string): LogRecord {
  const happened = { occurredAt: 0, observedAt: 0, day, version: 1 };
  const own = { kind: 'line', orderId: id, quantity: '1', currency: 'DKK', gross, country };
  const fact = { source: 'shop', stream: 'sales', id, ...happened, ...own };
  return { key: `shop/sales/${id}`, value: JSON.stringify(fact), headers: { schema: '1.0' } };
}

const FACTS = [
  sale('1', '2024-03-01', '10', 'DK'),
  sale('2', '2024-03-01', '20', 'SE'),
  sale('3', '2024-03-02', '30', 'DK'),
];

async function counting(work: () => Promise<void>): Promise<void> {
  const processor = await startProcessor({
    store,
    log,
    rules: () => Promise.resolve(ruleSet),
    currency: 'DKK',
    factsPerBatch: 1_000,
    stages: ['attribute', 'aggregate'],
    now: () => 1,
  });
  try {
    await Promise.race([work().then(() => settle(log)), processor.done]);
  } finally {
    await processor.stop();
  }
}

async function* totals(): AsyncGenerator<DayTotals> {
  for (const [day, facts, gross] of [
    ['2024-03-01', 2, 30n],
    ['2024-03-02', 1, 30n],
  ] as const) {
    const sums = { gross: gross * 1_000_000n, quantity: BigInt(facts) * 1_000_000n };
    yield { day, currency: 'DKK', facts, sums };
  }
}

/** The goals by the figures of a store, on a day in their window. */
async function evaluated(by: Store): Promise<readonly GoalAttainment[]> {
  const today = '2024-03-10';
  const figures = await readFigures(by, GOALS, metrics, { today });
  const goals = GOALS.map((goal) => ({ goal, states: [] }));
  const people = { owners: [{ id: 'anna', name: 'Anna' }], teams: [] };
  const days = {
    day: today,
    today,
    timezone: 'Europe/Copenhagen',
    lastRead: () => today,
    rejected: () => 0,
  };
  return reportOf({ goals, ...people, metrics, figures, ...days }).goals;
}

async function report(): Promise<ReconcileReport> {
  const streams = () => [{ name: 'sales', fact: 'sale' }];
  const connector = { name: 'fake', streams, totals } as unknown as Connector;
  const business = { timezone: 'Europe/Copenhagen', currency: 'DKK' };
  const connections = [{ name: 'shop', connector, config: {} }];
  const project = { config: { business }, baseDir: '/', dataDir: folder, connections, metrics };
  const context = { project: project as unknown as Project, store, log, epochs: rules, evaluated };
  const steps = reconcile({ ...context, now: () => 0 }, {});
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  return step.value;
}

/** Does the replays that a check's hint names, in their order, each to its end. */
async function obey({ compared }: ReconcileReport, check: ReconcileCheck): Promise<void> {
  const hint = compared.find((each) => each.check === check)?.mend ?? '';
  const topics = [...hint.matchAll(/goalstream replay --topic (\S+?)[,;]? /g)].map(
    ([, topic = '']) => topic.replace('TYPE', 'sale'),
  );
  expect(topics.length).toBeGreaterThan(0);
  for (const topic of topics) {
    await counting(async () => {
      const steps = prepareReplay(
        {
          store,
          log,
          timezone: 'Europe/Copenhagen',
          now: () => 1,
          rules: () => Promise.resolve(ruleSet),
        },
        { topic },
      ).run();
      for (let step = await steps.next(); step.done !== true; step = await steps.next());
    });
  }
}

async function danish(): Promise<string> {
  const [row] = await store.query<{ sum: string }>(
    "SELECT toString(sum(value)) AS sum FROM goal_daily FINAL WHERE goal = 'dk' AND part = 'net_sales'",
  );
  return row?.sum ?? '';
}

const LOST = "ALTER TABLE fact_sale DELETE WHERE id = '1' SETTINGS mutations_sync = 2";
const MISATTRIBUTED =
  "ALTER TABLE fact_sale UPDATE goals = arrayFilter(g -> g != 'dk', goals) WHERE id = '3' SETTINGS mutations_sync = 2";
const WRONG_FIGURE = `INSERT INTO goal_daily SELECT goal, part, day, value + 1, facts, uniq, digest, version + 1
  FROM goal_daily FINAL WHERE goal = 'dk' AND part = 'net_sales' AND day = '2024-03-02'`;
const DECIDING_FIGURE = WRONG_FIGURE.replace('value + 1', 'value + 960');
const WRONG_TOTAL = `INSERT INTO goal_daily SELECT goal, part, day, value + 1, facts, uniq, digest, version + 1
  FROM goal_daily FINAL WHERE goal != 'dk' AND goal != 'all' AND part = 'net_sales'`;

test.each([
  ['source', 'facts that the store lost', LOST],
  ['ledger', 'facts that count towards another goal', MISATTRIBUTED],
  ['aggregates', 'a total that was changed', WRONG_TOTAL],
  ['tree', 'a figure that was changed', WRONG_FIGURE],
  ['verdicts', 'a figure that makes a missed goal achieved', DECIDING_FIGURE],
] as const)(
  'the hint of %s, obeyed, heals %s',
  async (check, _, damage) => {
    expect(await report()).toMatchObject({ equal: true });
    await store.command(damage);
    const found = await report();
    expect(found.compared.find((each) => each.check === check)?.differences).toBeGreaterThan(0);
    await obey(found, check);
    expect((await report()).differences).toEqual([]);
    expect(await danish()).toBe('40');
  },
  60_000,
);

test('a verdict that the facts do not give is a difference, and nothing is left behind', async () => {
  await store.command(DECIDING_FIGURE);
  const { differences, compared } = await report();
  expect(compared.find(({ check }) => check === 'verdicts')).toMatchObject({ subjects: 2 });
  const verdicts = differences.filter(({ check }) => check === 'verdicts');
  const of = (name: string) => verdicts.find(({ measure }) => measure === name);
  expect(of('actual')).toMatchObject({ subject: 'dk', expected: '40', found: '1000' });
  expect(of('attainment')).toMatchObject({ expected: '0.04', found: '1' });
  expect(of('state')).toMatchObject({ expected: 'open', found: 'achieved' });
  const tables = await store.query(
    "SELECT name FROM system.tables WHERE name LIKE 'verdict_check_%'",
  );
  expect(tables).toEqual([]);
}, 60_000);
