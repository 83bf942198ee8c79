import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { always } from '../../pipeline/attribution/epoch.ts';
import { recompute } from '../../pipeline/processor/aggregate-stage.ts';
import { countersByPart } from '../../pipeline/processor/counters.ts';
import { writeBusiness } from '../../pipeline/store/business.ts';
import { writeDefinitions } from '../../pipeline/store/definitions.ts';
import { migrate } from '../../pipeline/store/migrate.ts';
import { addDays, localDate } from '../../schemas/calendar.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import { NO_LOCAL_RULES } from '../../schemas/metrics/local.ts';
import { underRules } from '../../schemas/metrics/under-rules.ts';
import type { Goal } from '../../schemas/goals.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { storeAfter } from '../support/old-store.ts';

/** A zone whose date is another one than that of UTC for most of a day, and whose midnight is far. */
const timezone = [9, 10].includes(new Date().getUTCHours())
  ? 'Pacific/Pago_Pago'
  : 'Pacific/Kiritimati';
const metrics = underRules(builtIn, { ...NO_LOCAL_RULES, timezone });
const ids = ['customers', 'aov', 'net_sales', 'on_time_delivery_rate'];
const goals = ids.map((id) => reach({ id: id.replaceAll('_', '-'), metric: id }));
/** One that runs and one that is over: a sum so far is not held against the end. */
const growing = [
  { id: 'grow-runs', end: '2099-12-31' },
  { id: 'grow-over', end: '2024-03-31' },
].map(({ id, end }): Goal => ({
  ...reach({ id, metric: 'net_sales', window: { start: '2024-01-01', end } }),
  type: 'increase',
  target: '300',
  baseline: { kind: 'fixed', value: '100' },
}));
const counted = `[${goals.map(({ id }) => `'${id}'`).join(', ')}]`;

let engine: TestEngine;
let bi: string;
/** The business's. */
let today: string;

async function ask(sql: string): Promise<Record<string, unknown>[]> {
  const { name, password } = engine.bi;
  const response = await fetch(
    `${engine.url}/?default_format=JSON&output_format_json_quote_decimals=1&output_format_json_quote_64bit_integers=1`,
    {
      method: 'POST',
      headers: { 'x-clickhouse-user': name, 'x-clickhouse-key': password },
      body: sql.replaceAll(/\bbi\./g, `${bi}.`),
    },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return (JSON.parse(text) as { data: Record<string, unknown>[] }).data;
}

beforeAll(async () => {
  engine = await testEngine();
  // A store as it was before, with facts: its views are replaced.
  const [store, names] = await storeAfter(engine, 6);
  bi = names.biDatabase;
  today = localDate(Date.now(), timezone);
  const agreed = [...goals, ...growing].map((goal) => ({ goal, states: [] }));
  const sales = [
    // Wednesday to Friday of a week, and the next month: Anna on two days, Bo on one; one day has no rate.
    `'2024-02-28', '1', 'o1', 'anna', 100, 10, 'DKK', 1`,
    `'2024-02-28', '2', 'o2', 'bo', 50, 0, 'SEK', 0.65`,
    `'2024-03-01', '3', 'o3', 'anna', 33.333333, 0.05, 'SEK', 0.651234567`,
    `'2024-03-01', '4', 'o1', 'anna', 20, 0, 'NOK', 0`,
    `'${addDays(today, 1)}', '5', 'o9', 'carl', 1000, 0, 'DKK', 1`,
  ];
  await store.command(
    `INSERT INTO fact_sale (source, stream, rank, deleted, kind, goals, day, id, order_id, customer, gross, discount, currency, fx)
     VALUES ${sales.map((sale) => `('s', 's', 1, 0, 'line', ${counted}, ${sale})`).join(', ')}`,
  );
  const days = [addDays(today, -1), today, addDays(today, 1)];
  await store.command(
    `INSERT INTO fact_shipment (source, stream, rank, deleted, goals, day, id, promised_at)
     VALUES ${days.map((day) => `('s', 's', 1, 0, ${counted}, '${day}', '${day}', toDateTime64('${day} 12:00:00', 3, '${timezone}'))`).join(', ')}`,
  );
  await migrate(store, names);
  await writeBusiness(store, { timezone, currency: 'DKK' }, 1);
  await writeDefinitions(store, agreed, [], '2024-03-01', metrics, 1);
  const counters = countersByPart(always(goals), metrics);
  await recompute({ store, rules: () => Promise.resolve({ counters }) }, [
    { type: 'sale', days: ['2024-02-28', '2024-03-01', addDays(today, 1)] },
    { type: 'shipment', days },
  ]);
}, 60_000);
afterAll(() => engine.stop());

describe('days that may not be added', () => {
  test('are marked, and merged by week and month', async () => {
    const days = await ask(
      `SELECT goal, any(additive) AS additive, sum(numerator) AS days FROM bi.goal_daily WHERE goal IN ('customers', 'aov', 'net-sales') GROUP BY goal ORDER BY goal`,
    );
    expect(days.map(({ goal, additive }) => [goal, additive])).toEqual([
      ['aov', 0],
      ['customers', 0],
      ['net-sales', 1],
    ]);
    expect(days[1]).toMatchObject({ days: '3' });
    expect(
      await ask("SELECT week, numerator FROM bi.goal_weekly WHERE goal = 'customers'"),
    ).toEqual([{ week: '2024-02-26', numerator: '2' }]);
    expect(
      await ask(
        "SELECT month, numerator FROM bi.goal_monthly WHERE goal = 'customers' ORDER BY month",
      ),
    ).toEqual([
      { month: '2024-02-01', numerator: '2' },
      { month: '2024-03-01', numerator: '1' },
    ]);
    // Order o1 stands on two days of the week: three orders, not four.
    expect(await ask("SELECT denominator FROM bi.goal_weekly WHERE goal = 'aov'")).toEqual([
      { denominator: '3' },
    ]);
  });
});

describe('days to come', () => {
  test('count for nothing', async () => {
    expect(
      await ask("SELECT day FROM bi.goal_daily WHERE goal = 'net-sales' ORDER BY day"),
    ).toEqual([{ day: '2024-02-28' }, { day: '2024-03-01' }]);
    expect(await ask("SELECT actual FROM bi.attainment WHERE goal = 'net-sales'")).toEqual([
      await sumOf('business_net', `day <= '${today}'`),
    ]);
  });

  test('promises are judged once their day is over', async () => {
    const seen = await ask(
      "SELECT day, denominator FROM bi.goal_daily WHERE goal = 'on-time-delivery-rate'",
    );
    expect(seen).toEqual([{ day: addDays(today, -1), denominator: '1' }]);
    for (const view of ['attainment', 'goal_weekly', 'goal_monthly']) {
      const rows = `SELECT numerator, denominator FROM bi.${view} WHERE goal = 'on-time-delivery-rate'`;
      expect([view, await ask(rows)]).toEqual([view, [{ numerator: '0', denominator: '1' }]]);
    }
  });
});

test('an increase of a sum has an attainment once its window is over', async () => {
  const rows = await ask(
    "SELECT goal, isNull(attainment) AS none FROM bi.attainment WHERE startsWith(goal, 'grow-') ORDER BY goal",
  );
  expect(rows).toEqual([
    { goal: 'grow-over', none: 0 },
    { goal: 'grow-runs', none: 1 },
  ]);
});

async function sumOf(column: string, where: string): Promise<Record<string, unknown> | undefined> {
  const [sum] = await ask(`SELECT sum(${column}) AS actual FROM bi.sales WHERE ${where}`);
  return sum;
}

test('sales have amounts in the business’s currency, and none where no rate is known', async () => {
  expect(
    await ask(
      'SELECT id, business_currency, business_gross, business_discount, business_net FROM bi.sales WHERE day < today() - 30 ORDER BY id',
    ),
  ).toEqual([
    row('1', '100', '10', '90'),
    row('2', '32.5', '0', '32.5'),
    // 33.333333 and 0.05 × 0.651234567, each rounded at the sixth place.
    row('3', '21.707819', '0.032562', '21.675257'),
    row('4', null, null, null),
  ]);
});

function row(id: string, gross: string | null, discount: string | null, net: string | null) {
  const amounts = { business_gross: gross, business_discount: discount, business_net: net };
  return { id, business_currency: 'DKK', ...amounts };
}
