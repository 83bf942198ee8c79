import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compileRules } from '../../../pipeline/attribution/attribute.ts';
import { always } from '../../../pipeline/attribution/epoch.ts';
import { checkGoalsOnFacts, type SmartCheck } from '../../../pipeline/goals/smart/check.ts';
import { FactRows } from '../../../pipeline/processor/fact-rows.ts';
import type { Store } from '../../../pipeline/store/store.ts';
import { metrics } from '../../../schemas/metrics/registry.ts';
import type { Goal } from '../../../schemas/goals.ts';
import { testEngine, type TestEngine } from '../../support/engine.ts';
import { reach } from '../../support/goals.ts';
import { wholeFacts } from '../../support/whole-facts.ts';

let engine: TestEngine;
let store: Store;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  store = await engine.freshStore();
  await write(SALES);
});

const TODAY = '2024-07-10';
const AUGUST = { start: '2024-08-01', end: '2024-08-31' };
const good = { title: 'Well said', company: true, cadence: 'weekly', window: AUGUST } as const;
const { touches: _, ...sale } = wholeFacts.sale;

/** Of each month of half a year: 10 to Denmark and 5 to Sweden, of the same two customers. */
const SALES = ['01-31', '02-29', '03-31', '04-30', '05-31', '06-30'].flatMap((last) => [
  {
    id: `dk-${last}`,
    day: `2024-${last.slice(0, 2)}-01`,
    country: 'Denmark',
    gross: '10',
    customer: 'a',
  },
  { id: `se-${last}`, day: `2024-${last}`, country: 'Sweden', gross: '5', customer: 'b' },
]);

async function write(facts: readonly object[], version = 1): Promise<void> {
  const rules = compileRules(always([]), metrics);
  const rows = new FactRows('sale', facts.length, rules, rules.revision);
  for (const values of facts) {
    const zero = { discount: '0', returned: '0', kind: 'line' as const };
    rows.add({ ...sale, ...zero, ...values }, { version, deleted: false, digest: 0 });
  }
  await store.insert('fact_sale', rows.block);
}

function check(...goals: readonly Goal[]): Promise<SmartCheck> {
  return checkGoalsOnFacts({ goals, metrics }, store, TODAY);
}

async function said(...goals: readonly Goal[]): Promise<readonly string[]> {
  return (await check(...goals)).remarks.map(
    ({ goal, aspect, field, message, mend }) =>
      `${goal} ${aspect} ${field}: ${message}${mend === undefined ? '' : `. Mend: ${mend}`}`,
  );
}

test('a target is held against the months before it, of the same scope', async () => {
  const denmark = { dimension: 'country', equals: 'Denmark' } as const;
  const { past } = await check(
    reach({ id: 'all', ...good, target: '15' }),
    reach({ id: 'dk', ...good, target: '11', scope: denmark }),
  );
  expect(past).toMatchObject([
    { goal: 'all', span: 'month', spans: 6, met: 6, percentile: 0, best: { value: '15' } },
    { goal: 'dk', spans: 6, met: 0, percentile: 100, best: { value: '10' } },
  ]);
});

test('only the latest versions count, and deletions do not', async () => {
  await write([{ id: 'dk-02-29', day: '2024-02-01', country: 'Denmark', gross: '100' }], 2);
  await store.command(
    "INSERT INTO fact_sale SELECT * REPLACE (rank + 4096 AS rank, 1 AS deleted) FROM fact_sale WHERE id = 'dk-03-31'",
  );
  const { past } = await check(reach({ id: 'all', ...good, target: '15' }));
  expect(past).toMatchObject([{ met: 5, best: { start: '2024-02-01', value: '105' } }]);
});

test('customers of two months are counted once, not added up', async () => {
  const window = { start: '2024-08-01', end: '2024-09-30' };
  const { past } = await check(
    reach({ id: 'buyers', ...good, metric: 'customers', target: '3', window }),
    reach({ id: 'per-order', ...good, metric: 'aov', target: '90', window }),
  );
  expect(past).toMatchObject([
    { goal: 'buyers', span: 'two months', spans: 5, met: 0, best: { value: '2' } },
    { goal: 'per-order', spans: 5, met: 0, best: { value: '30' } },
  ]);
});

test('customers who came back, within each stretch', async () => {
  const rate = reach({ id: 'again', ...good, metric: 'repeat_purchase_rate', target: '0.4' });
  const half = SALES.map(({ id, customer }, n) => ({
    ...SALES[n],
    orderId: customer === 'a' ? `order-${id}` : 'one',
  }));
  await write(half, 2);
  const two = { ...rate, window: { start: '2024-08-01', end: '2024-09-30' } };
  expect((await check(two)).past).toMatchObject([{ spans: 5, met: 5, best: { value: '0.5' } }]);
  expect((await check(rate)).past).toMatchObject([{ spans: 6, met: 0, best: { value: '0' } }]);
});

test('a child is held against what its elder siblings would have left it', async () => {
  const denmark = { dimension: 'country', equals: 'Denmark' } as const;
  const { past } = await check(
    reach({ id: 'all', ...good }),
    reach({ id: 'dk', ...good, parent: 'all', priority: 1, scope: denmark }),
    reach({ id: 'rest', ...good, parent: 'all', priority: 2, target: '6' }),
  );
  expect(past.find(({ goal }) => goal === 'rest')).toMatchObject({ best: { value: '5' } });
});

test('a value that no fact has is told, with the one that may be meant', async () => {
  const at = (equals: string) => ({ dimension: 'country', equals }) as const;
  const many = { dimension: 'country', in: ['Denmark', 'Norge'] } as const;
  expect(
    await said(
      reach({ id: 'typo', ...good, scope: at('Danmark') }),
      reach({ id: 'hole', ...good, scope: { all: [many, { not: at('Svedn') }] } }),
      reach({ id: 'start', ...good, scope: { dimension: 'sku', prefix: 'AB-' } }),
    ),
  ).toEqual([
    'typo measurable scope: no sale fact has country Danmark; 6 have Denmark. Mend: write Denmark',
    'hole measurable scope: no sale fact has country Norge; the most frequent are Denmark (6), Sweden (6). Mend: write a value that facts have, or leave it if it is still to come',
    'hole measurable scope: no sale fact has country Svedn; 6 have Sweden. Mend: write Sweden',
    expect.stringContaining('hole achievable target: no month in your history reached 1000'),
    'start measurable scope: no sale fact has a sku that begins with AB-; the most frequent are a sku (12). Mend: write a value that facts have, or leave it if it is still to come',
  ]);
});

test('a metric without facts, and a scope that nothing ever met, are told', async () => {
  const scope = {
    all: [
      { dimension: 'country', equals: 'Denmark' },
      { dimension: 'country', equals: 'Sweden' },
    ],
  } as const;
  expect(
    await said(
      reach({ id: 'conversion', ...good, metric: 'conversion_rate' }),
      reach({ id: 'both', ...good, scope }),
      reach({ id: 'rest', ...good, parent: 'both', metric: 'orders' }),
    ),
  ).toEqual([
    expect.stringContaining('rest specific scope: is missing'),
    'conversion measurable metric: conversion_rate is made of traffic facts, and there are none. Mend: connect a source of traffic facts and sync it, or choose another metric',
    'both measurable scope: no sale fact so far counts for net_sales where country is Denmark and country is Sweden. Mend: correct the scope, or leave it if its facts are still to come',
    'rest measurable scope: no sale fact so far counts for orders, of what its parent and siblings leave it. Mend: correct the scope, or leave it if its facts are still to come',
  ]);
});

test('channels are those of the goal’s touch, and a linear goal has its part of each sale', async () => {
  const email = { dimension: 'channel', equals: 'Email' } as const;
  expect(
    await said(
      reach({ id: 'first', ...good, scope: email, touch: 'first', target: '16' }),
      reach({ id: 'last', ...good, scope: email }),
      reach({ id: 'half', ...good, scope: email, touch: 'linear', target: '8' }),
    ),
  ).toEqual([
    expect.stringContaining('first achievable target: no month in your history reached 16'),
    'last measurable scope: no sale fact has channel Email; the most frequent are Paid (12). Mend: write a value that facts have, or leave it if it is still to come',
    'half achievable target: no month in your history reached 8: the nearest was 7.5, 2024-01-01 to 2024-01-31. Mend: ask for less, or plan what will be different this time',
  ]);
});

test('an empty store is said, and a goal that starts before all facts', async () => {
  const early = { start: '2024-01-01', end: '2024-01-31' };
  expect(await said(reach({ id: 'early', ...good, window: early }))).toEqual([
    'early achievable window: too little history: there are no facts before 2024-01-01',
  ]);
  const empty = await engine.freshStore();
  const found = await checkGoalsOnFacts(
    { goals: [reach({ id: 'all', ...good })], metrics },
    empty,
    TODAY,
  );
  expect(found).toEqual({ history: 'empty', remarks: [], past: [] });
});

test('a rare value among very many is found, and so is a beginning of one', async () => {
  const many = Array.from({ length: 10_050 }, (_each, n) => String(n).padStart(5, '0'));
  await write(
    many.flatMap((sku) => [1, 2].map((n) => ({ id: `${sku}-${n}`, day: '2024-02-01', sku }))),
  );
  await write([{ id: 'rare', day: '2024-02-01', sku: 'zz-rare' }]);
  const of = (id: string, scope: Goal['scope'] & object) =>
    reach({ id, ...good, target: '1', scope });
  const remarks = await said(
    of('exact', { dimension: 'sku', equals: 'zz-rare' }),
    of('begins', { dimension: 'sku', prefix: 'zz-' }),
    of('wrong', { dimension: 'sku', equals: 'zz-none' }),
  );
  expect(remarks.filter((one) => one.includes('measurable'))).toEqual([
    expect.stringContaining(
      'wrong measurable scope: no sale fact has sku zz-none; the most frequent',
    ),
  ]);
});
