import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFigures, type Figures } from '../../pipeline/attainment/figures.ts';
import { valueOf } from '../../pipeline/attainment/measured.ts';
import { measureScope, measureToDate } from '../../pipeline/attainment/measure-scope.ts';
import { readLedger } from '../../pipeline/attainment/ledger.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { recompute } from '../../pipeline/processor/aggregate-stage.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { writeDefinitions } from '../../pipeline/store/definitions.ts';
import { addDecimals, formatDecimal } from '../../schemas/decimal.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type FreshStore, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';

/** A goal on each of these metrics counts every fact below that stands in its list of goals. */
const measured = [
  'repeat_purchase_rate',
  'return_rate',
  'return_rate_by_return_date',
  'returning_customer_share',
  'new_customers',
  'total_sales',
  'nps',
  'csat',
  'review_rating',
  'delivery_lead_time_p50',
  'delivery_lead_time_p90',
  'on_time_delivery_rate',
  'on_time_delivery_rate_by_time',
  'delivery_error_rate',
  'orders_per_session',
  'checkout_rate',
  'visitors',
] as const;

const goals = measured.map((id) => reach({ id: id.replaceAll('_', '-'), metric: id, target: '1' }));
const counting = goals.map(({ id }) => `'${id}'`).join(', ');

let engine: TestEngine;
let fresh: FreshStore;
let store: Store;
let figures: Figures;

async function insert(table: string, columns: string, rows: readonly string[]): Promise<void> {
  await store.command(
    `INSERT INTO ${table} (source, stream, rank, deleted, goals, ${columns}) VALUES ${rows
      .map((row) => `('shop', 's', 1, 0, [${counting}], ${row})`)
      .join(', ')}`,
  );
}

async function insertSales(): Promise<void> {
  const columns =
    'day, id, kind, order_id, line, quantity, gross, returned, tax, shipping, customer, first_order, fx';
  await insert('fact_sale', columns, [
    // Anna buys twice, Bo once in two lines, Carl twice in one order, and one order has no customer.
    `'2024-01-01', '1', 'line', 'o1', '1', 2, 20, 0, 5, 0, 'anna', 1, 1`,
    `'2024-01-03', '2', 'line', 'o2', '1', 1, 10, 0, 2.5, 0, 'anna', 0, 1`,
    `'2024-01-01', '3', 'line', 'o3', '1', 1, 10, 0, 0, 0, 'bo', 0, 1`,
    `'2024-01-01', '4', 'line', 'o3', '2', 3, 30, 0, 0, 0, 'bo', 0, 1`,
    `'2024-01-02', '5', 'line', 'o4', '', 4, 40, 0, 0, 0, 'carl', 2, 1`,
    `'2024-01-02', '6', 'line', 'o5', '1', 5, 50, 0, 0, 0, '', 2, 1`,
    `'2024-01-01', '7', 'shipping', 'o1', '', 0, 0, 0, 0, 4, 'anna', 1, 1`,
    // What came back: of o1 within the window, of o3's second line after it.
    `'2024-01-04', '8', 'return', 'o1', '1', -1, 0, 10, -2.5, 0, 'anna', 1, 1`,
  ]);
  await store.command(
    `INSERT INTO fact_sale (source, stream, rank, deleted, goals, ${columns}) VALUES
     ('shop', 's', 1, 0, [], '2025-03-01', '9', 'return', 'o3', '2', -2, 0, 20, 0, 0, 'bo', 0, 1),
     ('shop', 's', 1, 1, [], '2025-03-02', '10', 'return', 'o3', '2', -1, 0, 20, 0, 0, 'bo', 0, 1),
     ('other', 's', 1, 0, [], '2025-03-01', '9', 'return', 'o4', '', -4, 0, 20, 0, 0, 'bo', 0, 1)`,
  );
}

async function insertOthers(): Promise<void> {
  const score = (id: number, kind: string, value: number, max: number, day: string) =>
    `'${day}', '${id}', '${kind}', ${value}, 0, ${max}`;
  await insert('fact_feedback', 'day, id, kind, score, scale_min, scale_max', [
    ...[10, 9, 8, 7, 6, 0, 10].map((value, id) => score(id, 'nps', value, 10, '2024-01-01')),
    score(20, 'csat', 4, 5, '2024-01-01'),
    score(21, 'csat', 3, 5, '2024-01-02'),
    score(22, 'csat', 9, 10, '2024-01-02'),
    score(23, 'review', 5, 5, '2024-01-01'),
    score(24, 'review', 4, 5, '2024-01-01'),
    score(25, 'review', 1, 5, '2024-01-02'),
  ]);
  const parcel = (id: number, hours: number | undefined, rest: string) =>
    `'2024-01-0${1 + (id % 2)}', '${id}', 'p${id}', '2024-01-01 00:00:00', '2024-01-01 10:00:00', ${
      hours === undefined
        ? "'1970-01-01 00:00:00'"
        : `addHours(toDateTime64('2024-01-01 00:00:00', 3, 'UTC'), ${hours})`
    }, '2024-01-03 12:00:00', ${rest}`;
  await insert(
    'fact_shipment',
    'day, id, order_id, ordered_at, shipped_at, delivered_at, promised_at, on_time, exception',
    [
      parcel(1, 12, "1, ''"),
      parcel(2, 36, "1, 'damaged'"),
      parcel(3, 24, "1, ''"),
      parcel(4, 62, "1, ''"),
      parcel(5, undefined, "0, 'lost'"),
      parcel(6, undefined, "2, 'weather'"),
    ],
  );
  await insert('fact_traffic', 'day, id, sessions, visitors, reached_checkout, converted', [
    "'2024-01-01', '1', 100, 80, 30, 2",
    "'2024-01-02', '2', 60, 50, 10, 1",
  ]);
}

beforeAll(async () => {
  engine = await testEngine();
  fresh = await engine.fresh();
  ({ store } = fresh);
  await insertSales();
  await insertOthers();
  const counters = countersByPart(always(goals), metrics);
  const days = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2025-03-01'];
  const context = { store, rules: () => Promise.resolve({ counters }) };
  for (const type of ['sale', 'traffic', 'feedback', 'shipment', 'return'] as const) {
    await recompute(context, [{ type, days }]);
  }
  figures = await readFigures(store, goals, metrics, { today: '2026-01-01' });
}, 60_000);
afterAll(() => engine.stop());

function metric(id: string) {
  const found = metrics.get(id);
  if (found === undefined) throw new Error(`no metric ${id}`);
  return found;
}

function whole(id: (typeof measured)[number]): string | undefined {
  const value = valueOf(metric(id), figures.whole(id.replaceAll('_', '-'), metric(id)));
  return value === undefined ? undefined : formatDecimal(value);
}

function byDay(id: (typeof measured)[number]): readonly (readonly [string, string | undefined])[] {
  return figures.days(id.replaceAll('_', '-'), metric(id)).map(({ day, measured: of }) => {
    const value = valueOf(metric(id), of);
    return [day, value === undefined ? undefined : formatDecimal(value)] as const;
  });
}

describe('each metric by its definition', () => {
  test.each([
    // Of Anna, Bo and Carl only Anna has two orders.
    ['repeat_purchase_rate', '0.333333'],
    // 1 of o1 and 2 of o3 came back of 16 sold; another source's order o4 is another order.
    ['return_rate', '0.1875'],
    // Within the window one came back.
    ['return_rate_by_return_date', '0.0625'],
    // Of Anna and Bo, for whom it is known, both have an order that was not their first.
    ['returning_customer_share', '1'],
    ['new_customers', '1'],
    // 160 gross − 10 returned + 5 tax + 4 shipping.
    ['total_sales', '159'],
    // (3 promoters − 2 detractors) ÷ 7 × 100.
    ['nps', '14.285714'],
    // One of two; the answer on a scale of 10 is left out.
    ['csat', '0.5'],
    ['review_rating', '3.333333'],
    // 12, 24, 36 and 62 hours: the second, and the fourth.
    ['delivery_lead_time_p50', '1'],
    ['delivery_lead_time_p90', '2.583333'],
    // Four of six were delivered by the promised day; of two nothing has come.
    ['on_time_delivery_rate', '0.666667'],
    // 62 hours is after the promised hour of the promised day.
    ['on_time_delivery_rate_by_time', '0.5'],
    ['delivery_error_rate', '0.333333'],
    ['orders_per_session', '0.03125'],
    ['checkout_rate', '0.25'],
    ['visitors', '130'],
  ] as const)('%s is %s', (id, expected) => {
    expect(whole(id)).toBe(expected);
  });
});

describe('day by day', () => {
  test('what came back later stands on the day of its order', () => {
    expect(byDay('return_rate')).toEqual([
      ['2024-01-01', '0.5'],
      ['2024-01-02', '0'],
      ['2024-01-03', '0'],
    ]);
  });

  test('a percentile of a day is of that day’s values', () => {
    expect(byDay('delivery_lead_time_p50')).toEqual([
      ['2024-01-01', '1.5'],
      ['2024-01-02', '0.5'],
    ]);
  });

  test('nobody buys twice on one day here', () => {
    expect(byDay('repeat_purchase_rate').map(([, value]) => value)).toEqual(['0', '0', '0']);
  });
});

test.each([
  // Without a day it is today; a day gone by is seen from its end.
  [{ today: '2024-01-04' }],
  [{ through: '2024-01-04', today: '2024-01-05' }],
])('what is dated after the day asked for counts for nothing: %j', async (days) => {
  const then = await readFigures(store, goals, metrics, days);
  const at = (id: (typeof measured)[number]) =>
    then.whole(id.replaceAll('_', '-'), metric(id)).parts.map(formatDecimal);
  // What came back in 2025 has not come back yet.
  expect(at('return_rate')).toEqual(['1', '16']);
  const before = await readFigures(store, goals, metrics, { today: '2024-01-01' });
  const sold = before.whole('total-sales', metric('total_sales')).parts.map(formatDecimal);
  // 60 of gross, 5 of tax and 4 of shipping on the first day.
  expect(sold).toEqual(['69']);
  expect(before.days('total-sales', metric('total_sales')).map(({ day }) => day)).toEqual([
    '2024-01-01',
  ]);
});

test('a goal without facts has no percentile', async () => {
  const goal = reach({ id: 'none', metric: 'delivery_lead_time_p50' });
  const none = await readFigures(store, [goal], metrics, { today: '2026-01-01' });
  const found = none.whole('none', metric('delivery_lead_time_p50'));
  expect(found).toEqual({ parts: [0n], facts: 0 });
  expect(valueOf(metric('delivery_lead_time_p50'), found)).toBeUndefined();
});

const YEAR = { start: '2024-01-01', end: '2024-12-31' };

test.each(measured)('%s over a scope’s facts, as for a baseline, is the same', async (id) => {
  const measure = { metric: metric(id), scope: undefined, touch: 'last' } as const;
  const found = await measureScope(store, measure, YEAR);
  expect(found.parts).toEqual(figures.whole(id.replaceAll('_', '-'), metric(id)).parts);
});

test('to date, each day has all facts up to it', async () => {
  const measure = {
    metric: metric('repeat_purchase_rate'),
    scope: undefined,
    touch: 'last',
  } as const;
  const days = await measureToDate(store, measure, YEAR, 3);
  expect(days.map(({ parts }) => parts.map(formatDecimal))).toEqual([
    ['0', '2'],
    ['0', '3'],
    ['1', '3'],
  ]);
  const back = { metric: metric('return_rate'), scope: undefined, touch: 'last' } as const;
  const toDate = await measureToDate(store, back, YEAR, 3);
  expect(toDate.map(({ parts }) => parts.map(formatDecimal))).toEqual([
    ['3', '6'],
    ['3', '15'],
    ['3', '16'],
  ]);
});

test('the ledger adds up to the figures', async () => {
  for (const goal of goals) {
    const definition = metric(goal.metric);
    const agreed = { goal, states: [] };
    const page = await readLedger(store, goal.id, agreed, definition, {
      limit: 100,
      today: '2026-01-01',
    });
    const totals = definition.parts.map(({ id }) => page.totals[id]);
    expect([goal.id, totals]).toEqual([
      goal.id,
      figures.whole(goal.id, definition).parts.map(formatDecimal),
    ]);
    for (const { id, aggregate } of definition.parts) {
      if (!['sum', 'count', 'cohort'].includes(aggregate)) continue;
      const sum = page.entries.reduce((all, { values }) => addDecimals(all, values[id] ?? ''), '0');
      expect([goal.id, id, sum]).toEqual([goal.id, id, page.totals[id]]);
    }
  }
});

test('BI tools see every goal whose parts are kept by day', async () => {
  await writeDefinitions(
    store,
    goals.map((goal) => ({ goal, states: [] })),
    [],
    '2026-11-24',
    metrics,
    1,
  );
  const rows = await store.query<{ metric: string; actual: string }>(
    `SELECT metric, toString(actual) AS actual FROM ${fresh.biDatabase}.attainment ORDER BY metric`,
  );
  const seen = new Map(rows.map((row) => [row.metric, row.actual]));
  expect([...seen.keys()]).toEqual(
    measured.filter((id) => id !== 'repeat_purchase_rate' && id !== 'return_rate').toSorted(),
  );
  expect(seen.get('nps')).toBe(whole('nps'));
  expect(seen.get('review_rating')).toBe(whole('review_rating'));
  expect(Number(seen.get('delivery_lead_time_p50'))).toBeCloseTo(1.25, 0);
  const days = await store.query<{ day: string; numerator: string }>(
    `SELECT toString(day) AS day, toString(numerator) AS numerator FROM ${fresh.biDatabase}.goal_daily
     WHERE metric = 'review_rating' ORDER BY day`,
  );
  expect(days).toEqual([
    { day: '2024-01-01', numerator: '9' },
    { day: '2024-01-02', numerator: '1' },
  ]);
});
