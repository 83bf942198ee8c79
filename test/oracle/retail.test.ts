import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttainmentReport, GoalAttainment } from '../../schemas/attainment.ts';
import { hasRetail, RETAIL_CSV, retailProject } from '../support/retail.ts';
import { startUp, type Up } from '../support/up.ts';
import { goalIn, mapped, monthly, monthsOf, withQuietMonths, nested, writeGoals } from './goals.ts';
import { partsOf, repeatPurchase, sumRetail, valuesOf, type RetailSums } from './retail-sums.ts';

const WINDOW = { start: '2010-12-01', end: '2011-12-31' };
/** Metrics whose parts are kept by day. */
const DAILY = [
  'gross_sales',
  'returned_value',
  'net_sales',
  'units',
  'sale_entries',
  'orders',
  'sales_documents',
  'customers',
  'aov',
  'return_value_rate',
  'refund_rate',
];
/** The last one is worked out from all facts of a window; the BI views leave it out. */
const METRICS = [...DAILY, 'repeat_purchase_rate'];
const Q4 = { start: '2011-10-01', end: '2011-12-31' };

const idOf = (metric: string): string => metric.replaceAll('_', '-');
const countryId = (country: string): string =>
  `net-in-${country.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;

/** Every figure against sums over the file that share no code with the project. */
describe.skipIf(!hasRetail)('the UCI online retail year by an independent computation', () => {
  let folder: string;
  let up: Up;
  let stop = (): Promise<void> => Promise.resolve();
  let report: AttainmentReport;
  let sums: RetailSums;

  beforeAll(async () => {
    sums = await sumRetail();
    folder = await retailProject();
    await appendFile(join(folder, 'goalstream.yaml'), 'server: { port: 0 }\n');
    await rm(join(folder, 'goals'), { recursive: true });
    await mkdir(join(folder, 'goals'));
    await writeGoals(folder, [
      ...METRICS.map((metric) => monthly(idOf(metric), metric, WINDOW)),
      monthly('repeat-in-q4', 'repeat_purchase_rate', Q4),
      ...[...sums.countries.keys()].map((country) =>
        monthly(countryId(country), 'net_sales', WINDOW, { dimension: 'country', equals: country }),
      ),
    ]);
    up = await startUp(folder, { RETAIL_CSV });
    stop = () => up.stop();
    await up.counted();
    report = await up.attainment();
  }, 300_000);
  afterAll(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  const goal = (id: string): GoalAttainment => goalIn(report, id);

  test('the computation itself meets the data set’s known answers', () => {
    expect(valuesOf(sums.year)).toMatchObject({
      sale_entries: '541909',
      net_sales: '9747747.934',
      returned_value: '896812.49',
      sales_documents: '25900',
      orders: String(25_900 - 3_836),
      customers: '4372',
    });
    expect(sums.countries.size).toBe(38);
    expect(sums.months.size).toBe(13);
  });

  test.each(METRICS)('%s: every month and the year', (metric) => {
    const { actual } = goal(idOf(metric));
    expect(monthsOf(goal(idOf(metric)))).toEqual(
      mapped(sums.months, (month) => valuesOf(month)[metric]),
    );
    expect(actual).toBe(valuesOf(sums.year)[metric]);
  });

  test('net sales of every country and month: goals, and both BI views', async () => {
    const expected = mapped(sums.countries, (months) =>
      mapped(months, (month) => partsOf(month)['net_sales']?.[0]),
    );
    const goals = [...sums.countries.keys()].map((country) => [
      country,
      monthsOf(goal(countryId(country))),
    ]);
    const whole = Object.entries(expected).map(([country, months]) => [
      country,
      withQuietMonths(months, '2010-12', 13),
    ]);
    expect(Object.fromEntries(goals)).toEqual(Object.fromEntries(whole));
    const sales = await up.rows(
      `SELECT country, formatDateTime(day, '%Y-%m') AS month, toString(sum(net))
       FROM bi.sales GROUP BY country, month`,
    );
    expect(nested(sales)).toEqual(expected);
    const daily = await up.rows(
      `SELECT goal, formatDateTime(day, '%Y-%m') AS month, toString(sum(numerator))
       FROM bi.goal_daily WHERE startsWith(goal, 'net-in-') GROUP BY goal, month`,
    );
    expect(nested(daily)).toEqual(
      Object.fromEntries(Object.entries(expected).map(([name, of]) => [countryId(name), of])),
    );
  });

  test('bi.goal_daily: the parts of every metric on every day', async () => {
    const rows = await up.rows(
      `SELECT metric, toString(day), toString(numerator), ifNull(toString(denominator), '')
       FROM bi.goal_daily WHERE NOT startsWith(goal, 'net-in-')`,
    );
    const found = nested(
      rows.map(([metric = '', day = '', ...parts]) => [metric, day, parts.join(' ÷ ')]),
    );
    expect(new Set(Object.keys(found))).toEqual(new Set(DAILY));
    for (const metric of DAILY) {
      const expected = mapped(sums.days, (day) => {
        const [first, second = ''] = partsOf(day)[metric] ?? [];
        return [first, second].join(' ÷ ');
      });
      expect({ [metric]: found[metric] }).toEqual({ [metric]: expected });
    }
  });

  test('bi.attainment: every metric over the year', async () => {
    const rows = await up.rows(
      `SELECT metric, toString(actual) FROM bi.attainment WHERE NOT startsWith(goal, 'net-in-')`,
    );
    const { repeat_purchase_rate: _, ...expected } = valuesOf(sums.year);
    expect(Object.fromEntries(rows)).toEqual(expected);
  });

  test('bi.sales: customers and orders of every month, and of the year', async () => {
    const counts = `toString(uniqExactIf(customer, customer != '')), toString(uniqExactIf(order_id, kind = 'line'))`;
    const months = await up.rows(
      `SELECT formatDateTime(day, '%Y-%m') AS month, ${counts} FROM bi.sales GROUP BY month`,
    );
    expect(Object.fromEntries(months.map(([month, ...values]) => [month, values]))).toEqual(
      mapped(sums.months, ({ customers, orders }) => [`${customers.size}`, `${orders.size}`]),
    );
    expect(await up.rows(`SELECT ${counts} FROM bi.sales`)).toEqual([
      [`${sums.year.customers.size}`, `${sums.year.orders.size}`],
    ]);
  });

  test('distinct customers and averages are not what months add up to', () => {
    const { actual, periods = [] } = goal('customers');
    const added = periods.reduce((sum, month) => sum + Number(month.actual), 0);
    expect(added).toBe([...sums.months.values()].reduce((sum, m) => sum + m.customers.size, 0));
    expect(added).toBeGreaterThan(3 * Number(actual));
    const rates = (goal('aov').periods ?? []).map((month) => Number(month.actual));
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    expect(Math.abs(mean - Number(goal('aov').actual))).toBeGreaterThan(1);
  });

  test('repeat purchases, year and fourth quarter: goals and bi.sales', async () => {
    expect(goal('repeat-in-q4').actual).toBe(valuesOf(sums.q4)['repeat_purchase_rate']);
    const { repeating, buying } = repeatPurchase(sums.q4);
    expect(goal('repeat-in-q4')).toMatchObject({
      numerator: `${repeating}`,
      denominator: `${buying}`,
    });
    const sql = (condition: string): string =>
      `SELECT toString(countIf(orders >= 2)), toString(count()) FROM (
         SELECT customer, uniqExact(order_id) AS orders FROM bi.sales
         WHERE customer != '' AND kind = 'line' AND ${condition} GROUP BY customer)`;
    for (const [condition, expected] of [
      ['1', repeatPurchase(sums.year)],
      [`day >= '2011-10-01'`, repeatPurchase(sums.q4)],
    ] as const) {
      expect(await up.rows(sql(condition))).toEqual([
        [`${expected.repeating}`, `${expected.buying}`],
      ]);
    }
  });
});
