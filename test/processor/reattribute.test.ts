import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compileRules, type Rules } from '../../pipeline/attribution/attribute.ts';
import { always, type Epoch } from '../../pipeline/attribution/epoch.ts';
import type { LogRecord } from '../../pipeline/log/log.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import { reattribute, type ReattributeContext } from '../../pipeline/processor/reattribute.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { DIMENSIONS } from '../../schemas/dimensions.ts';
import { FACT_DIMENSIONS, type Fact, type FactType } from '../../schemas/facts.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { dimensionsOf, goalSets, touches } from '../support/arbitraries.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { wholeFacts } from '../support/whole-facts.ts';

const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let engine: TestEngine;
let store: Store;
let marks: string[];
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  store = await engine.soleStore();
  marks = [];
  await write(rulesOf(always([])));
});

const DAYS = ['2024-01-31', '2024-02-01', '2024-02-02', '2024-03-01'];
const march = reach({ id: 'march', window: { start: '2024-03-01', end: '2024-03-31' } });
const february = reach({ id: 'february', window: { start: '2024-02-01', end: '2024-02-29' } });

function rulesOf(epochs: readonly Epoch[]): Rules {
  return compileRules(epochs, metrics);
}

/** One sale on each day, attributed by the rules. */
async function write(rules: Rules): Promise<void> {
  const rows = new FactRows('sale', DAYS.length, rules, rules.revision);
  for (const day of DAYS) {
    rows.add({ ...wholeFacts.sale, day, id: day }, { version: 1, deleted: false, digest: 0 });
  }
  await store.insert('fact_sale', rows.block);
}

function anew(rules: Rules, more: Partial<ReattributeContext> = {}): Promise<number> {
  const append = (_topic: string, records: readonly LogRecord[]) => {
    marks.push(...records.map(({ key }) => key));
    return Promise.resolve();
  };
  return reattribute({ store, log: { append }, rules, revisionOf: rules.revision, ...more });
}

async function goalsByDay(): Promise<Record<string, string>> {
  const rows = await store.query<{ day: string; names: string }>(
    `SELECT toString(day) AS day, arrayStringConcat(arraySort(goals), ' ') AS names FROM fact_sale FINAL`,
  );
  return Object.fromEntries(rows.map(({ day, names }) => [day, names]));
}

test('a new goal disturbs only the days of its window', async () => {
  await anew(rulesOf(always([march])));
  marks = [];
  expect(await anew(rulesOf(always([march, february])))).toBe(2);
  expect(marks).toEqual(['sale/2024-02-01', 'sale/2024-02-02']);
  expect(await goalsByDay()).toEqual({
    '2024-01-31': 'unattributed/metric.net_sales',
    '2024-02-01': 'february',
    '2024-02-02': 'february',
    '2024-03-01': 'march',
  });
  expect(await anew(rulesOf(always([february, march])))).toBe(0);
});

test('a change with a first day leaves the days before it as they were', async () => {
  const before = reach({ id: 'all' });
  const after = reach({ id: 'all', scope: { dimension: 'country', equals: 'nowhere' } });
  await anew(rulesOf(always([before])));
  const changed = rulesOf([...always([before]), { from: '2024-02-02', goals: [after] }]);
  expect(await anew(changed)).toBe(2);
  expect(await goalsByDay()).toEqual({
    '2024-01-31': 'all',
    '2024-02-01': 'all',
    '2024-02-02': 'unattributed/metric.net_sales',
    '2024-03-01': 'unattributed/metric.net_sales',
  });
});

test('told to stop it ends after the month in hand, and the next call does the rest', async () => {
  const rules = rulesOf(always([february, march]));
  const stop = new AbortController();
  const seen: unknown[] = [];
  const onProgress = (progress: unknown) => {
    seen.push(progress);
    stop.abort();
  };
  const cut = anew(rules, { signal: stop.signal, onProgress });
  await expect(cut).rejects.toThrow('cut short after 1 of 4 facts');
  expect(seen).toEqual([{ done: 1, total: 4 }]);
  expect(await anew(rules)).toBe(3);
});

test('days that a pass left unmarked are marked by the next, though nothing is behind', async () => {
  const rules = rulesOf(always([february]));
  const dying = { append: () => Promise.reject(new Error('no log')) };
  await expect(anew(rules, { log: dying })).rejects.toThrow('no log');
  await store.command(
    'ALTER TABLE fact_sale DELETE WHERE toYYYYMM(day) != 202401 SETTINGS mutations_sync = 1',
  );
  expect(await anew(rules)).toBe(0);
  expect(marks).toEqual(['sale/2024-01-31']);
});

test('touches are read from the rows, and what each goal got of them is kept', async () => {
  const linear = reach({
    id: 'mail',
    touch: 'linear',
    scope: { dimension: 'channel', equals: 'Email' },
  });
  await anew(rulesOf(always([linear])));
  const rows = await store.query<{ goals: string[]; shares: number[] }>(
    `SELECT goals, shares FROM fact_sale FINAL LIMIT 1`,
  );
  expect(rows).toEqual([{ goals: ['mail', 'unattributed/metric.net_sales'], shares: [1, 6] }]);
});

const linear = reach({ id: 'linear', touch: 'linear', window: february.window });
/** Goals change within a month, too. */
const CHANGES = ['1970-01-01', '2024-02-02', '2024-02-15'];
const METRICS: Readonly<Partial<Record<FactType, readonly string[]>>> = {
  sale: ['net_sales', 'orders'],
  traffic: ['sessions', 'visitors'],
  feedback: ['csat', 'nps'],
  shipment: ['delivery_error_rate'],
  return: ['units_returned'],
};

test('facts attributed again have what they would have had from the first', async () => {
  for (const [type, names] of Object.entries(METRICS) as [FactType, readonly string[]][]) {
    const { found, expected } = await attributedAgain(type, names);
    expect(found, `seed ${SEED}`).toEqual(expected);
  }
});

/** What facts have after a change of goals, and what the rules say of them, in one order. */
async function attributedAgain(type: FactType, names: readonly string[]) {
  const found: unknown[] = [];
  const expected: unknown[] = [];
  const [sample] = fc.sample(
    fc.tuple(
      fc.tuple(
        ...CHANGES.map((from) => goalSets(type, names, 30).map((goals) => ({ from, goals }))),
      ),
      fc.array(
        fc.tuple(
          fc.constantFrom(...DAYS, '2024-02-20'),
          dimensionsOf(FACT_DIMENSIONS[type]),
          touches,
        ),
        { minLength: 80, maxLength: 80 },
      ),
    ),
    { numRuns: 1, seed: SEED },
  );
  if (sample === undefined) throw new Error('no sample');
  const [goals, values] = sample;
  const plain = Object.fromEntries(
    Object.entries(wholeFacts[type]).filter(
      ([name]) => !/touch/i.test(name) && !DIMENSIONS.some((dimension) => dimension === name),
    ),
  );
  const facts = values.map(([day, dimensions, some], n) => ({
    ...plain,
    day,
    ...dimensions,
    ...(type === 'sale' ? some : {}),
    id: `new-${n}`,
  })) as unknown as Fact[];
  for (const some of [goals, always([linear])]) {
    const rules = rulesOf(some);
    const before = new FactRows(type, facts.length, rulesOf(always([])), () => 3n);
    for (const fact of facts) before.add(fact, { version: 1, deleted: false, digest: 0 });
    await store.insert(`fact_${type}`, before.block);
    await anew(rules);
    const shares = type === 'sale' ? 'shares' : '[]';
    const rows = await store.query<{ id: string; goals: string[]; shares: number[] }>(
      `SELECT id, goals, ${shares} AS shares FROM fact_${type} FINAL WHERE startsWith(id, 'new-')`,
    );
    const byId = new Map(rows.map(({ id, ...row }) => [id, row]));
    for (const fact of facts) {
      const { places, shares: bits } = rules.count(type, fact);
      const counters = places.map((place) => rules.counters(type)[place]);
      found.push({ fact, ...byId.get(fact.id) });
      expected.push({ fact, goals: counters, shares: type === 'sale' ? [...bits] : [] });
    }
  }
  return { found, expected };
}
