import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDefinitions } from '../../pipeline/store/definitions.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { type FreshStore, testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { expandMacros, queriesOf, readDashboard } from './dashboard.ts';

const dashboard = readDashboard('dashboards/grafana/dashboards/goals.json');

describe('the dashboard’s queries, asked by the read-only user', () => {
  let engine: TestEngine;
  let fresh: FreshStore;

  beforeAll(async () => {
    engine = await testEngine();
    fresh = await engine.fresh();
    const goals = [
      reach({ id: 'net', title: "Anna's net sales" }),
      reach({ id: 'conversion', metric: 'conversion_rate', target: '0.5' }),
      reach({ id: 'basket', metric: 'aov', target: '100' }),
      reach({ id: 'orders', metric: 'orders' }),
      reach({ id: 'none', metric: 'orders' }),
    ];
    const agreed = goals.map((goal) => ({ goal, states: [] }));
    const people = [{ id: 'anna', name: 'Anna Holm' }];
    await writeDefinitions(fresh.store, agreed, people, '2024-06-01', metrics, 1);
    await addParts([
      ['net', 'net_sales', '2024-03-04', 600],
      ['net', 'net_sales', '2024-03-05', 650],
      ['conversion', 'converted_sessions', '2024-03-04', 1],
      ['conversion', 'sessions', '2024-03-04', 2],
      ['conversion', 'converted_sessions', '2024-03-05', 10],
      ['conversion', 'sessions', '2024-03-05', 98],
      ['conversion', 'sessions', '2024-03-06', 0],
      ['basket', 'gross_less_discounts', '2024-03-04', 900],
      ['basket', 'orders', '2024-03-04', 10],
      ['orders', 'orders', '2024-03-04', 10],
    ]);
  });
  afterAll(() => engine.stop());

  async function addParts(
    parts: readonly (readonly [goal: string, part: string, day: string, value: number])[],
  ): Promise<void> {
    const rows = parts.map(
      ([goal, part, day, value]) =>
        `SELECT '${goal}', '${part}', toDate('${day}'), toDecimal128(${value}, 6), 3, 1`,
    );
    await fresh.store.command(
      `INSERT INTO goal_daily (goal, part, day, value, facts, version) ${rows.join(' UNION ALL ')}`,
    );
  }

  async function ask(sql: string): Promise<Record<string, unknown>[]> {
    const { name, password } = engine.bi;
    const response = await fetch(`${engine.url}/?default_format=JSON`, {
      method: 'POST',
      headers: { 'x-clickhouse-user': name, 'x-clickhouse-key': password },
      body: sql.replaceAll(/\bbi\./g, `${fresh.biDatabase}.`),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return (JSON.parse(text) as { data: Record<string, unknown>[] }).data;
  }

  async function show(title: string, goals: readonly string[]): Promise<Record<string, unknown>[]> {
    const query = queriesOf(dashboard).find((one) => one.title === title);
    if (query === undefined) throw new Error(`the dashboard has no panel ${title}`);
    return ask(expandMacros(query.sql, { goals, from: '2024-03-01', to: '2024-03-31' }));
  }

  it.each(queriesOf(dashboard))('are answered: $title', async ({ title }) => {
    const goals = ['net', 'conversion', 'basket', 'orders'];
    expect((await show(title, goals)).length).toBeGreaterThan(0);
  });

  it('show each goal as it stands, and none but the chosen ones', async () => {
    expect(await show('Attainment', ['net', 'none'])).toMatchObject([
      {
        Goal: "Anna's net sales",
        Owner: 'Anna Holm',
        Actual: 1250,
        Attainment: 1.25,
        'Newest day': '2024-03-05',
      },
      { Goal: 'none', Actual: 0, Attainment: 0, 'Newest day': null },
    ]);
    expect(await show('Goals at their target', ['net', 'none'])).toMatchObject([
      { 'at target': 1, 'with a target': 2 },
    ]);
  });

  it('divide a rate’s parts after adding them up', async () => {
    const [week] = await show('Rates per week', ['conversion']);
    expect(week).toMatchObject({ rate: 0.11 });
    const [period] = await show('Rates and averages in the chosen period', ['conversion']);
    expect(period).toMatchObject({ Numerator: 11, Denominator: 100, Quotient: 0.11 });
  });

  it('show a day without a denominator as a gap', async () => {
    const days = await show('Rates per day', ['conversion']);
    expect(days.map(({ rate }) => rate)).toEqual([0.5, 10 / 98, null]);
  });

  it('keep what is divided out of the sums, and averages out of the rates', async () => {
    expect(await show('Money per day', ['net', 'basket'])).toHaveLength(2);
    expect(await show('Rates per day', ['basket'])).toEqual([]);
    expect(await show('Averages per week', ['basket'])).toMatchObject([{ rate: 90 }]);
  });
});
