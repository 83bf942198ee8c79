import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFigures } from '../../pipeline/attainment/figures.ts';
import { valueOf } from '../../pipeline/attainment/measured.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { recompute } from '../../pipeline/processor/aggregate-stage.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import { formatDecimal } from '../../schemas/decimal.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';

const measured = [
  'orders',
  'new_customers',
  'aov',
  'units',
  'gross_sales',
  'net_sales',
  'total_sales',
  'returned_value',
  'sales_reversals',
  'return_rate',
  'return_rate_by_return_date',
  'refund_rate',
] as const;
type Name = (typeof measured)[number];

const NOVEMBER = { start: '2024-11-01', end: '2024-11-30' };
const goals = measured.map((metric) =>
  reach({ id: metric.replaceAll('_', '-'), metric, window: NOVEMBER }),
);
const ids = goals.map(({ id }) => `'${id}'`).join(', ');

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

/** An entry: day, kind, order, line, units, gross, taken back, tax, shipping, duties, fees. */
type Entry = readonly [string, string, string, string, ...number[]];

/** What the metrics say of November; entries of other months are there too. */
async function november(entries: readonly Entry[]): Promise<Record<Name, string | undefined>> {
  const store = await engine.soleStore();
  const rows = entries.map(([day, kind, order, line, ...numbers], n) => {
    const [units = 0, gross = 0, back = 0, tax = 0, shipping = 0, duties = 0, fees = 0] = numbers;
    const counted = day.startsWith('2024-11') ? `[${ids}]` : '[]';
    return `('shop', 's', 1, 0, ${counted}, '${day}', '${n}', '${kind}', '${order}', '${line}', ${units}, ${gross}, ${back}, ${tax}, ${shipping}, ${duties}, ${fees}, 'buyer of ${order}', 1)`;
  });
  await store.command(
    `INSERT INTO fact_sale (source, stream, rank, deleted, goals, day, id, kind, order_id, line,
       quantity, gross, returned, tax, shipping, duties, fees, customer, first_order)
     VALUES ${rows.join(', ')}`,
  );
  const days = [...new Set(entries.map(([day]) => day))];
  const counters = countersByPart(always(goals), metrics);
  const rules = () => Promise.resolve({ counters });
  await recompute({ store, rules }, [{ type: 'sale', days }]);
  const figures = await readFigures(store, goals, metrics, { today: '2025-06-01' });
  return Object.fromEntries(
    measured.map((name) => {
      const metric = metrics.get(name);
      if (metric === undefined) throw new RangeError(name);
      const value = valueOf(metric, figures.whole(name.replaceAll('_', '-'), metric));
      return [name, value === undefined ? undefined : formatDecimal(value)];
    }),
  ) as Record<Name, string | undefined>;
}

test('goods added in November to an order of October are sales, and no order of November', async () => {
  const found = await november([
    ['2024-10-31', 'line', 'a', '1', 1, 100],
    ['2024-11-03', 'edit', 'a', '2', 2, 80],
  ]);
  expect(found).toMatchObject({
    orders: '0',
    new_customers: '0',
    aov: undefined,
    units: '2',
    gross_sales: '80',
    return_rate: '0',
  });
});

test('an exchange of an October order beside an order of 300', async () => {
  const found = await november([
    ['2024-10-20', 'line', 'a', '1', 1, 100],
    ['2024-11-05', 'return', 'a', '1', -1, 0, 100],
    ['2024-11-05', 'edit', 'a', '2', 1, 120],
    ['2024-11-06', 'line', 'b', '1', 1, 300],
  ]);
  expect(found).toMatchObject({
    orders: '1',
    new_customers: '1',
    aov: '300',
    net_sales: '320',
    returned_value: '100',
    return_rate: '0',
    return_rate_by_return_date: '0.5',
  });
});

test('what came back of goods that an edit added counts by the day of the edit', async () => {
  const found = await november([
    ['2024-10-31', 'line', 'a', '1', 1, 100],
    ['2024-11-03', 'edit', 'a', '2', 4, 80],
    ['2024-11-04', 'edit', 'a', '2', 0, -10],
    ['2024-12-20', 'return', 'a', '2', -1, 0, 20],
  ]);
  expect(found).toMatchObject({ return_rate: '0.25', units: '4', gross_sales: '70' });
});

test('four units cancelled unsent beside two others: none of six came back', async () => {
  const found = await november([
    ['2024-11-01', 'line', 'a', '1', 4, 400],
    ['2024-11-01', 'line', 'a', '2', 2, 200],
    ['2024-11-02', 'reversal', 'a', '1', -4, 0, 400],
  ]);
  expect(found).toMatchObject({
    orders: '1',
    units: '2',
    net_sales: '200',
    returned_value: '0',
    sales_reversals: '400',
    return_rate: '0',
    return_rate_by_return_date: '0',
    refund_rate: '0',
  });
});

test('duties, fees and shipping with their tax are in total sales', async () => {
  const found = await november([
    ['2024-11-01', 'line', 'a', '1', 1, 100],
    ['2024-11-01', 'other', 'a', '', 0, 0, 0, 5, 0, 20],
    ['2024-11-01', 'shipping', 'a', '', 0, 0, 0, 0, 10],
    ['2024-11-01', 'line', 'b', '1', 1, 50],
    ['2024-11-01', 'other', 'b', '', 0, 0, 0, 0, 0, 0, 4],
  ]);
  expect(found).toMatchObject({ total_sales: '189', net_sales: '150', orders: '2' });
});
