import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  SourceError,
  type Connector,
  type DayTotals,
  type NotTold,
} from '../../connectors/connector.ts';
import { reportText } from '../../pipeline/cli/reconcile.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import type { Project } from '../../pipeline/config/load-project.ts';
import { aggregateBatch } from '../../pipeline/processor/aggregate-stage.ts';
import { attributeBatch } from '../../pipeline/processor/attribute-stage.ts';
import { openRates } from '../../pipeline/processor/rates.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import { reconcile } from '../../pipeline/reconcile/reconcile.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { openCursors } from '../../pipeline/sync/cursors.ts';
import { EMBEDDED_PARTITIONS, topicsWith } from '../../pipeline/topics.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import type { ReconcileReport, ReconcileRequest } from '../../schemas/reconcile.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { wholeFacts } from '../support/whole-facts.ts';

const goals = [
  reach({ id: 'all' }),
  reach({ id: 'dk', parent: 'all', scope: { dimension: 'country', equals: 'DK' } }),
  reach({ id: 'buyers', metric: 'orders' }),
  reach({
    id: 'email',
    metric: 'gross_sales',
    touch: 'linear',
    scope: { dimension: 'channel', equals: 'Email' },
  }),
];

let engine: TestEngine;
let store: Store;
let log: MemoryLog;
let totals: (DayTotals | NotTold)[];
/** What the source fails with instead. */
let failure: Error | undefined;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

const none = { discount: '0', returned: '0', tax: '0', shipping: '0', duties: '0', fees: '0' };
const zero = { ...none, quantity: '1' };
const sales = [
  { id: '1', day: '2024-03-01', country: 'DK', orderId: 'a', gross: '10.5' },
  { id: '2', day: '2024-03-01', country: 'SE', orderId: 'a', gross: '4' },
  { id: '3', day: '2024-03-02', country: 'DK', orderId: 'a', gross: '-1' },
  { id: '4', day: '2024-03-02', country: 'SE', orderId: 'b', gross: '0.000001' },
];

beforeEach(async () => {
  failure = undefined;
  store = await engine.soleStore();
  log = new MemoryLog();
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  await take(sales);
  await count();
  const cursors = await openCursors(log);
  await cursors.save('shop', 'all', { at: 1 });
  totals = [
    {
      day: '2024-03-01',
      currency: 'DKK',
      facts: 2,
      sums: { quantity: 2_000_000n, gross: 14_500_000n },
    },
    {
      day: '2024-03-02',
      currency: 'DKK',
      facts: 2,
      sums: { quantity: 2_000_000n, gross: -999_999n },
    },
  ];
});

async function take(facts: readonly object[]): Promise<void> {
  const ruleSet = ruleSetOf(always(goals), metrics);
  const records = facts.map((values, offset) => {
    const fact = { ...wholeFacts.sale, ...zero, kind: 'line', currency: 'DKK', ...values };
    return { key: fact.id, value: JSON.stringify(fact), partition: 0, offset, timestamp: 0 };
  });
  const given = {
    rules: () => Promise.resolve(ruleSet),
    rates: openRates(store, 'DKK'),
  };
  await attributeBatch({ store, log, now: () => 0, ...given }, 'sale', { topic: 'x', records });
}

async function count(): Promise<void> {
  const records = [];
  for await (const some of log.read('marks')) records.push(...some);
  const ruleSet = ruleSetOf(always(goals), metrics);
  await aggregateBatch(
    { store, rules: () => Promise.resolve(ruleSet) },
    { topic: 'marks', records },
  );
}

function project(): Project {
  const connector = {
    name: 'fake',
    streams: () => [
      { name: 'all', fact: 'sale' },
      { name: 'new', fact: 'sale' },
    ],
    totals: async function* () {
      if (failure !== undefined) throw failure;
      yield* totals;
    },
  } as unknown as Connector;
  const business = { timezone: 'Europe/Copenhagen', currency: 'DKK' };
  const connections = [{ name: 'shop', connector, config: {} }];
  const dataDir = '/nothing-is-kept';
  const known = { config: { business }, baseDir: '/', dataDir, connections, metrics };
  return known as unknown as Project;
}

async function report(request: ReconcileRequest = {}): Promise<ReconcileReport> {
  const steps = reconcile(
    { project: project(), store, log, epochs: always(goals), now: () => 0 },
    request,
  );
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  return step.value;
}

const located = ({ differences }: ReconcileReport): string[] =>
  differences.map((d) =>
    [d.check, d.subject, d.measure, d.day, `${d.expected} ≠ ${d.found}`].join(' '),
  );

test('an untouched store is equal, and says what it could not compare', async () => {
  const { equal, compared, differences, notes } = await report();
  expect(differences).toEqual([]);
  expect(equal).toBe(true);
  expect(compared.map(({ check, figures }) => [check, figures > 0])).toEqual([
    ['source', true],
    ['ledger', true],
    ['aggregates', true],
    ['tree', true],
    ['rates', false],
    ['verdicts', false],
  ]);
  expect(notes).toEqual(['shop/new was not compared with its source: it was never synced']);
});

test('sales that were split over their touches are compared by what each goal got', async () => {
  const [row] = await store.query<{ split: string; whole: string }>(
    `SELECT toString(sumIf(value, goal = 'email')) AS split, toString(sumIf(value, goal = 'total/all')) AS whole
     FROM goal_daily FINAL WHERE part = 'gross_sales' AND day = '2024-03-01'`,
  );
  expect(row).toEqual({ split: '4.833334', whole: '14.5' });
  await store.command(
    "ALTER TABLE fact_sale UPDATE shares = [] WHERE id = '1' SETTINGS mutations_sync = 2",
  );
  expect(located(await report())).toContain(
    'ledger email gross_sales 2024-03-01 11.833334 ≠ 4.833334',
  );
});

test('a fact that the store lost shows in the source, the ledger and the aggregates', async () => {
  await store.command("ALTER TABLE fact_sale DELETE WHERE id = '1' SETTINGS mutations_sync = 2");
  const found = located(await report());
  expect(found).toContain('source shop/all facts 2024-03-01 2 ≠ 1');
  expect(found).toContain('source shop/all gross 2024-03-01 14.5 ≠ 4');
  expect(found).toContain('ledger dk net_sales 2024-03-01 0 ≠ 10.5');
  expect(found).toContain('aggregates total/all net_sales 2024-03-01 4 ≠ 14.5');
  expect(found.filter((line) => line.includes('2024-03-02'))).toEqual([]);
});

test('a figure that was changed is found by a micro', async () => {
  await store.command(
    `INSERT INTO goal_daily SELECT goal, part, day, value + toDecimal128('0.000001', 6), facts, uniq, digest, version + 1
     FROM goal_daily FINAL WHERE goal = 'dk' AND part = 'net_sales' AND day = '2024-03-02'`,
  );
  expect(located(await report())).toEqual([
    'ledger dk net_sales 2024-03-02 -1 ≠ -0.999999',
    'tree all net_sales 2024-03-02 -0.999999 ≠ -0.999998',
  ]);
  expect(await report({ to: '2024-03-01' })).toMatchObject({ equal: true });
});

test('goals of a fact that were changed are found, in the goal and its remainder', async () => {
  await store.command(
    "ALTER TABLE fact_sale UPDATE goals = arrayMap(g -> if(g = 'dk', 'unattributed/all', g), goals) WHERE id = '3' SETTINGS mutations_sync = 2",
  );
  const found = located(await report());
  expect(found).toContain('ledger dk net_sales 2024-03-02 0 ≠ -1');
  expect(found).toContain('aggregates unattributed/all net_sales 2024-03-02 -0.999999 ≠ 0.000001');
});

test('a distinct count is compared by day and over the whole range', async () => {
  await store.command(
    "ALTER TABLE fact_sale UPDATE order_id = 'c' WHERE id = '3' SETTINGS mutations_sync = 2",
  );
  const found = located(await report());
  expect(found).toContain('aggregates buyers orders, distinct  3 ≠ 2');
  expect(found.every((line) => line.startsWith('aggregates'))).toBe(true);
});

test('what the source has besides is found, by day and currency', async () => {
  totals.push({ day: '2024-03-09', currency: 'SEK', facts: 1, sums: { gross: 1n } });
  const { differences, compared } = await report({ connection: 'shop' });
  expect(differences).toEqual([
    {
      check: 'source',
      subject: 'shop/all',
      measure: 'facts',
      day: '2024-03-09',
      currency: 'SEK',
      expected: '1',
      found: '0',
    },
    {
      check: 'source',
      subject: 'shop/all',
      measure: 'gross',
      day: '2024-03-09',
      currency: 'SEK',
      expected: '0.000001',
      found: '0',
    },
  ]);
  expect(compared[0]).toMatchObject({
    differences: 2,
    mend: expect.stringContaining('sync') as string,
  });
  await expect(report({ connection: 'shops' })).rejects.toThrow('there is no connection shops');
});

test('a sale without a rate is a difference', async () => {
  await take([{ id: '9', day: '2024-03-03', currency: 'SEK', gross: '5' }]);
  await count();
  expect(located(await report({ from: '2024-03-03' }))).toEqual([
    'source shop/all facts 2024-03-03 0 ≠ 1',
    'source shop/all quantity 2024-03-03 0 ≠ 1',
    'source shop/all gross 2024-03-03 0 ≠ 5',
    'rates SEK rate 2024-03-03 a rate for 1 sales ≠ none',
  ]);
});

test('a source that can’t be asked is said to be impossible, and the rest runs', async () => {
  const failing = new SourceError('the app may not read reports', {
    retry: false,
    mend: 'Give it read_reports.',
  });
  failure = failing;
  await store.command("ALTER TABLE fact_sale DELETE WHERE id = '1' SETTINGS mutations_sync = 2");
  const found = await report();
  expect(found.equal).toBe(false);
  expect(found.impossible).toEqual([
    {
      check: 'source',
      subject: 'shop/all',
      reason: 'the app may not read reports',
      mend: 'Give it read_reports.',
    },
  ]);
  expect(located(found)).toContain('ledger dk net_sales 2024-03-01 0 ≠ 10.5');
  failure = new TypeError('fetch failed');
  expect((await report()).impossible).toMatchObject([{ reason: 'fetch failed' }]);
  const text = reportText(found);
  expect(text).toContain(
    'impossible to compare shop/all: the app may not read reports. Give it read_reports.',
  );
});

test('what a source may not tell by its settings is said, and is no failure', async () => {
  const options = { retry: false, mend: 'Give it read_reports.', settled: true };
  failure = new SourceError('the app may not read reports', options);
  const found = await report();
  expect(found).toMatchObject({ equal: true, differences: [], impossible: [{ settled: true }] });
  expect(reportText(found)).toMatch(/impossible to compare .* may not tell is said above/s);
  totals.push({ notTold: 'customers', reason: 'it may not', mend: 'Let it.', settled: true });
  failure = undefined;
  expect((await report()).equal).toBe(true);
  totals.push({ notTold: 'returned', reason: 'it is gone', mend: 'Update it.' });
  expect((await report()).equal).toBe(false);
});

test('what could not be compared is not equal, though nothing differs', async () => {
  failure = new TypeError('fetch failed');
  const found = await report();
  expect(found.differences).toEqual([]);
  expect(found.equal).toBe(false);
  expect(reportText(found)).toContain('nothing differs in what could be compared');
});

test('orders and customers are compared where the source counts them, figures it lacks are said', async () => {
  const day = { day: '2024-03-01', currency: 'DKK', orders: 1, customers: 1 };
  totals = [
    { ...day, sums: { gross: 14_500_000n, quantity: 2_000_000n } },
    { ...day, day: '2024-03-02', orders: 3, sums: { gross: -999_999n, quantity: 2_000_000n } },
    { notTold: 'returned', reason: 'it has no such column', mend: 'Update goalstream.' },
  ];
  const found = await report({ connection: 'shop' });
  expect(located(found)).toEqual(['source shop/all orders 2024-03-02 3 ≠ 2']);
  expect(found.impossible).toMatchObject([
    { measure: 'returned', reason: 'it has no such column' },
  ]);
});
