import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scopeSql } from '../../pipeline/attainment/scope-sql.ts';
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { countedScope } from '../../pipeline/goals/smart/counted-scope.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { Sale } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { channels, countries, goalSets, touches } from '../support/arbitraries.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { naiveCounters, naiveTouches } from '../support/naive-attribution.ts';
import { wholeFacts } from '../support/whole-facts.ts';

let engine: TestEngine;
let store: Store;
beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
  const rules = compileRules(always([]), metrics);
  const rows = new FactRows('sale', sales.length, rules, rules.revision);
  for (const sale of sales) rows.add(sale, { version: 1, deleted: false, digest: 0 });
  await store.insert('fact_sale', rows.block);
});
afterAll(() => engine.stop());

const values = fc
  .record({
    country: fc.constantFrom(...countries),
    channel: fc.constantFrom(...channels),
    campaign: fc.constantFrom('spring', ''),
  })
  .chain((fact) => touches.map((some) => ({ ...fact, ...some })));

const { firstTouch: _, lastTouch: __, touches: ___, ...bare } = wholeFacts.sale;
const sales: readonly Sale[] = fc.sample(values, { numRuns: 200, seed: 5 }).map((own, n) => ({
  ...bare,
  ...own,
  day: '2024-02-10',
  id: `${n}`,
}));

/** Goals of one window: then what a goal counts is a condition on the fact alone. */
const families = goalSets(['net_sales'], 8).map((goals) =>
  goals.map((goal): Goal => ({ ...goal, window: { start: '2024-02-01', end: '2024-02-28' } })),
);

async function counted(goal: Goal, goals: readonly Goal[]): Promise<readonly string[]> {
  const scope = countedScope(goal, new Map(goals.map((one) => [one.id, one])));
  const touch = goal.touch === 'first' ? 'first' : 'last';
  const rows = await store.query<{ id: string }>(
    `SELECT id FROM fact_sale FINAL WHERE ${scopeSql('sale', scope, touch)}`,
  );
  return rows.map(({ id }) => id).toSorted();
}

test('what a goal would have counted, asked of the store, is what attribution gives it', async () => {
  await fc.assert(
    fc.asyncProperty(families, async (goals) => {
      for (const goal of goals) {
        if (goal.touch === 'linear') continue;
        const naive = sales.filter((sale) =>
          naiveCounters(goals, sale, naiveTouches(sale)[0] ?? {}).includes(goal.id),
        );
        expect(await counted(goal, goals)).toEqual(naive.map(({ id }) => id).toSorted());
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('a sibling without a scope leaves nothing for those after it', async () => {
  const goals = [
    reach({ id: 'all' }),
    reach({ id: 'first', parent: 'all', priority: 1 }),
    reach({ id: 'second', parent: 'all', priority: 2 }),
  ];
  expect(await Promise.all(goals.map(async (goal) => (await counted(goal, goals)).length))).toEqual(
    [sales.length, sales.length, 0],
  );
});

test('texts stay texts', async () => {
  const scope = { dimension: 'country', in: ["' OR 1 = 1 --", '\\'] } as const;
  const sql = scopeSql('sale', { any: [scope, { ...scope, in: ["DK'"] }] }, 'last');
  expect(await store.query(`SELECT id FROM fact_sale WHERE ${sql}`)).toEqual([]);
});
