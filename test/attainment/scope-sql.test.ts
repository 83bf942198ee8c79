import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { familyScope } from '../../pipeline/attainment/family-scope.ts';
import { measureScope } from '../../pipeline/attainment/measure-scope.ts';
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { partFilter, partIdentity, partValue } from '../../pipeline/metrics/part-sql.ts';
import { valueOfCounter } from '../../pipeline/metrics/share-sql.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { parseDecimal } from '../../schemas/decimal.ts';
import { DIMENSIONS } from '../../schemas/dimensions.ts';
import { FACT_DIMENSIONS, type Sale } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { dimensionsOf, goalSets, touches } from '../support/arbitraries.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { wholeFacts } from '../support/whole-facts.ts';

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 25);
const DAYS = { start: '2024-02-01', end: '2024-02-28' };

let engine: TestEngine;
let store: Store;
beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
});
afterAll(() => engine.stop());

/** Without what is scoped by. */
const plain = Object.fromEntries(
  Object.entries(wholeFacts.sale).filter(
    ([name]) => !/touch/i.test(name) && !DIMENSIONS.some((dimension) => dimension === name),
  ),
) as unknown as Sale;

const sale = fc
  .record({
    day: fc.constantFrom('2024-02-01', '2024-02-14', '2024-02-28', '2024-03-01'),
    values: dimensionsOf(FACT_DIMENSIONS.sale),
    gross: fc.constantFrom('0.000001', '19.99', '-5', '100'),
    orderId: fc.constantFrom('o1', 'o2', 'o3'),
    seen: touches,
  })
  .map(({ seen, values, ...rest }) => ({ ...rest, ...values, ...seen }));

/** What attribution counted for a goal, from the goals and shares beside the facts. */
async function attributed(goal: Goal): Promise<bigint> {
  const [part] = metrics.get(goal.metric)?.parts ?? [];
  if (part === undefined) throw new Error(goal.metric);
  const filter = partFilter(part);
  const total =
    part.aggregate === 'distinct'
      ? `uniqExactIf(${partIdentity(part)}, ${filter})`
      : `sumIf(${valueOfCounter(partValue(part), goal.id)}, ${filter})`;
  const [row] = await store.query<{ total: string }>(
    `SELECT toString(${total}) AS total FROM fact_sale FINAL WHERE has(goals, '${goal.id}')`,
  );
  return parseDecimal(row?.total ?? '0') ?? 0n;
}

test('a scope measured over the facts is what attribution counts, whatever family and touch', async () => {
  const run = fc.asyncProperty(
    goalSets('sale', ['net_sales', 'orders'], 4),
    fc.array(sale, { minLength: 1, maxLength: 20 }),
    async (goals, sales) => {
      await store.command('TRUNCATE TABLE fact_sale');
      const rules = compileRules(always(goals), metrics);
      const rows = new FactRows('sale', sales.length, rules, rules.revision);
      sales.forEach((values, index) => {
        const fact: Sale = { ...plain, ...values, id: String(index) };
        rows.add(fact, { version: 1, deleted: false, digest: 0 });
      });
      await store.insert('fact_sale', rows.block);
      for (const goal of goals) {
        const metric = metrics.get(goal.metric);
        if (metric === undefined) throw new Error(goal.metric);
        const scope = familyScope(goal, goals, DAYS);
        const touch = goal.touch ?? 'last';
        const { parts } = await measureScope(store, { metric, scope, touch }, DAYS);
        expect({ goal: goal.id, value: parts[0] }).toEqual({
          goal: goal.id,
          value: await attributed(goal),
        });
      }
    },
  );
  await fc.assert(run, { numRuns: RUNS });
});
