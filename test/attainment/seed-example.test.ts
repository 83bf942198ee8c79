import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AgreedGoal } from '../../pipeline/attainment/agreed.ts';
import { readFigures } from '../../pipeline/attainment/figures.ts';
import { ownedPage } from '../../pipeline/attainment/ledger-owner.ts';
import { readDays, readLedger } from '../../pipeline/attainment/ledger.ts';
import { measureBaseline } from '../../pipeline/attainment/measure-baseline.ts';
import { reportOf } from '../../pipeline/attainment/report.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { recompute } from '../../pipeline/processor/aggregate-stage.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { addDays } from '../../schemas/calendar.ts';
import { parseDecimal } from '../../schemas/decimal.ts';
import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { addSale, addTraffic, shopOf, type ShopSale } from './seed-shop.ts';

/** Increase monthly revenue by 10 % within six months, by a higher conversion rate and new customers. */
const window = { start: '2027-01-01', end: '2027-06-30' };
const { target: _, ...plain } = reach({ id: 'revenue', window });
const revenue: Goal = {
  ...plain,
  type: 'relative',
  change: '0.1',
  baseline: { kind: 'lastYear' },
  every: 'month',
  scope: { dimension: 'country', equals: 'DK' },
  owners: [
    { owner: 'anna', share: '0.6', to: '2027-02-14' },
    { owner: 'anna', share: '0.333333', from: '2027-02-15' },
    { owner: 'bo', share: '0.4', to: '2027-02-14' },
    { owner: 'bo', share: '0.666667', from: '2027-02-15' },
  ],
};
const conversion: Goal = {
  ...plain,
  id: 'conversion',
  metric: 'conversion_rate',
  type: 'increase',
  target: '0.04',
  baseline: { kind: 'previous' },
  supports: 'revenue',
  weight: '0.4',
};
const customers = reach({
  id: 'customers',
  metric: 'new_customers',
  window,
  target: '300',
  supports: 'revenue',
  weight: '0.6',
});
const goals = [revenue, conversion, customers];
const shop = shopOf(20_270_101);
const STARTED = Date.parse('2027-01-01T08:00:00Z');

let engine: TestEngine;
let store: Store;
let agreed: readonly AgreedGoal[];
const rules = ruleSetOf(always(goals), metrics);

beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
  const sales = new FactRows('sale', shop.sales.length, rules.rules, rules.revisionOf);
  for (const sale of shop.sales) addSale(sales, sale);
  await store.insert('fact_sale', sales.block);
  const visits = new FactRows('traffic', shop.traffic.length, rules.rules, rules.revisionOf);
  for (const day of shop.traffic) addTraffic(visits, day);
  await store.insert('fact_traffic', visits.block);
  const days = shop.traffic.map(({ day }) => day);
  const context = { store, rules: () => Promise.resolve(rules) };
  await recompute(context, [
    { type: 'sale', days },
    { type: 'traffic', days },
  ]);
  agreed = await Promise.all(goals.map((goal) => agree(goal)));
}, 60_000);
afterAll(() => engine.stop());

function metricOf(id: string): Metric {
  const metric = metrics.get(id);
  if (metric === undefined) throw new Error(`no metric ${id}`);
  return metric;
}

async function measure(goal: Goal, frozen?: FrozenBaseline): Promise<FrozenBaseline | undefined> {
  const metric = metricOf(goal.metric);
  return measureBaseline(store, goal, {
    goals,
    metric,
    today: '2027-01-01',
    knownAt: STARTED,
    ...(frozen === undefined ? {} : { frozen }),
  });
}

async function agree(goal: Goal): Promise<AgreedGoal> {
  const baseline = await measure(goal);
  return { goal, states: [], ...(baseline === undefined ? {} : { baseline }) };
}

/** The report of a local day, seen from its end. */
async function reportOn(day: string): Promise<Record<string, GoalAttainment>> {
  const today = addDays(day, 1);
  const figures = await readFigures(store, goals, metrics, { through: day, today });
  const report = reportOf({
    goals: agreed,
    owners: [],
    teams: [],
    metrics,
    figures,
    day,
    today,
    timezone: 'Europe/Copenhagen',
    lastRead: () => addDays(day, 1),
    rejected: () => 0,
  });
  return Object.fromEntries(report.goals.map((goal) => [goal.id, goal]));
}

const within = (start: string, end: string) => (one: { readonly day: string }) =>
  one.day >= start && one.day <= end;

/** Net sales in Denmark in øre, by plain addition. */
function netOf(start: string, end: string): bigint {
  return shop.sales
    .filter(within(start, end))
    .filter(({ country }) => country === 'DK')
    .reduce((sum, { gross, returned }) => sum + gross - returned, 0n);
}

/** numerator ÷ denominator to six places, half to even, as a decimal. */
function divided(numerator: bigint, denominator: bigint): string {
  const negative = numerator < 0n !== denominator < 0n;
  const top = (numerator < 0n ? -numerator : numerator) * 2_000_000n;
  const bottom = denominator < 0n ? -denominator : denominator;
  const twice = top / bottom;
  const exact = top % bottom === 0n;
  const half = twice % 2n === 1n;
  const rounded = half && exact ? twice / 2n + ((twice / 2n) % 2n) : (twice + 1n) / 2n;
  return decimal(negative ? -rounded : rounded);
}

function decimal(micros: bigint): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, '0');
  const text = `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '');
  return micros < 0n ? `-${text}` : text;
}

const MONTHS = [
  ['2027-01-01', '2027-01-31', '2026-01-02', '2026-02-01'],
  ['2027-02-01', '2027-02-28', '2026-02-02', '2026-03-01'],
  ['2027-03-01', '2027-03-31', '2026-03-02', '2026-04-01'],
  ['2027-04-01', '2027-04-30', '2026-04-02', '2026-05-01'],
  ['2027-05-01', '2027-05-31', '2026-05-02', '2026-06-01'],
  ['2027-06-01', '2027-06-30', '2026-06-02', '2026-07-01'],
] as const;

/** (now − was) ÷ (was × 10 %). */
function attained(now: bigint, was: bigint): string {
  return divided((now - was) * 10n, was);
}

test('every month stands against the same weekdays last year', async () => {
  const { revenue: goal } = await reportOn('2027-06-30');
  const months = MONTHS.map(([start, end, from, to]) => {
    const [now, was] = [netOf(start, end), netOf(from, to)];
    return {
      start,
      end,
      over: true,
      compared: { start: from, end: to },
      actual: decimal(now * 10_000n),
      baseline: decimal(was * 10_000n),
      target: decimal(was * 11_000n),
      attainment: attained(now, was),
      met: (now - was) * 10n >= was,
    };
  });
  expect(goal?.periods).toEqual(months);
  const last = months.at(-1);
  expect(goal).toMatchObject({
    actual: last?.actual,
    baseline: last?.baseline,
    attainment: last?.attainment,
    state: Number(last?.attainment) >= 1 ? 'achieved' : 'missed',
    comparison: {
      kind: 'lastYear',
      running: false,
      knownAt: STARTED,
      metricVersion: metrics.get('net_sales')?.version,
      words:
        'June 2027 (2027-06-01 to 2027-06-30) against the same weekdays last year: 2026-06-02 to 2026-07-01',
    },
  });
});

test('in the first month the days so far stand against as many days', async () => {
  const { revenue: goal } = await reportOn('2027-01-11');
  const [now, was] = [netOf('2027-01-01', '2027-01-11'), netOf('2026-01-02', '2026-01-12')];
  expect(goal).toMatchObject({
    state: 'open',
    actual: decimal(now * 10_000n),
    baseline: decimal(was * 10_000n),
    attainment: attained(now, was),
    comparison: { running: true, compared: { start: '2026-01-02', end: '2026-01-12' } },
  });
});

/** Conversion and new customers of the window up to a day. */
function supportOf(day: string): { conversion: string; customers: string; count: number } {
  const parts = (start: string, end: string) => {
    const days = shop.traffic.filter(within(start, end));
    const top = days.reduce((sum, { converted }) => sum + converted, 0n);
    return { top, bottom: days.reduce((sum, { sessions }) => sum + sessions, 0n) };
  };
  const before = parts('2026-07-04', '2026-12-31');
  /** The baseline was frozen with six places; what stands against it is exact. */
  const was = BigInt(Math.round(Number(divided(before.top, before.bottom)) * 1e6));
  const { top, bottom } = parts('2027-01-01', day);
  const buyers = shop.sales.filter(within('2027-01-01', day)).filter((one) => one.firstOrder);
  const count = new Set(buyers.map((one) => one.customer)).size;
  return {
    conversion: divided(top * 1_000_000n - was * bottom, (40_000n - was) * bottom),
    customers: divided(BigInt(count), 300n),
    count,
  };
}

test('supporting goals score by weight', async () => {
  const report = await reportOn('2027-04-10');
  const { conversion: rate, customers: share, count } = supportOf('2027-04-10');
  expect(report['conversion']).toMatchObject({
    attainment: rate,
    comparison: { compared: { start: '2026-07-04', end: '2026-12-31' } },
  });
  expect(report['customers']).toMatchObject({ attainment: share, actual: String(count) });
  const micros = (text: string) => BigInt(Math.round(Number(text) * 1e6));
  expect(report['revenue']?.score).toEqual({
    of: [
      { id: 'conversion', weight: '0.4', attainment: rate },
      { id: 'customers', weight: '0.6', attainment: share },
    ],
    value: divided(micros(rate) * 4n + micros(share) * 6n, 10_000_000n),
  });
});

/** An owner's part in millionths of an øre, day by day. */
function partOf(owner: string, end: string): bigint {
  return shop.sales
    .filter(within(window.start, end))
    .filter(({ country }) => country === 'DK')
    .reduce((sum, sale) => sum + netOfSale(sale) * shareOn(owner, sale.day), 0n);
}

const netOfSale = ({ gross, returned }: ShopSale): bigint => gross - returned;

function shareOn(owner: string, day: string): bigint {
  if (day < '2027-02-15') return owner === 'anna' ? 600_000n : 400_000n;
  return owner === 'anna' ? 333_333n : 666_667n;
}

test('owners have their parts of each day, and the parts sum to the whole', async () => {
  const { revenue: goal } = await reportOn('2027-04-10');
  const exact = ['anna', 'bo'].map((owner) => partOf(owner, '2027-04-10'));
  const values = new Map(goal?.owners.map(({ id, value }) => [id, value]));
  ['anna', 'bo'].forEach((owner, index) => {
    const off = Number(values.get(owner)) - Number(exact[index]) / 1e8;
    expect(Math.abs(off)).toBeLessThan(0.000_01);
  });
  const sum = [...values.values()].reduce(
    (all, value) => all + (parseDecimal(value ?? '') ?? 0n),
    0n,
  );
  expect(sum).toBe(netOf(window.start, '2027-04-10') * 10_000n);
  expect(goal?.owners.map(({ id, share }) => [id, share])).toEqual([
    ['bo', '0.666667'],
    ['anna', '0.333333'],
  ]);
});

test('an owner’s ledger sums to the last digit', async () => {
  const [goal] = agreed;
  const metric = metricOf('net_sales');
  if (goal === undefined) throw new Error('no goal');
  const range = { from: '2027-02-10', to: '2027-02-20', today: '2027-04-10', limit: 1000 };
  const page = ownedPage(
    await readLedger(store, 'revenue', goal, metric, range),
    goal,
    { id: 'anna', name: 'Anna' },
    metric,
    await readDays(store, 'revenue', metric, range),
  );
  const some = shop.sales
    .filter(within(range.from, range.to))
    .filter(({ country }) => country === 'DK');
  expect(page.entries.map(({ id, share }) => [id, share])).toEqual(
    some.map(({ id, day }) => [id, day < '2027-02-15' ? '0.6' : '0.333333']),
  );
  const total = some.reduce((sum, sale) => sum + netOfSale(sale) * shareOn('anna', sale.day), 0n);
  const twelve = (text: string | undefined): bigint => {
    const [whole = '0', places = ''] = (text ?? '0').split('.');
    return BigInt(whole + places.padEnd(12, '0'));
  };
  expect(twelve(page.owner?.value)).toBe(total * 10_000n);
  expect(page.entries.reduce((sum, { owned }) => sum + twelve(owned), 0n)).toBe(total * 10_000n);
});

test('a ledger can be asked for one order, by its number or by what people call it', async () => {
  const [goal] = agreed;
  const metric = metricOf('net_sales');
  const sale = shop.sales.find(({ day, country }) => day === '2027-02-10' && country === 'DK');
  if (goal === undefined || sale === undefined) throw new Error('no goal or sale');
  const range = { today: '2027-04-10', limit: 1000 };
  for (const order of [sale.id, `#${sale.id}`]) {
    const page = await readLedger(store, 'revenue', goal, metric, { ...range, order });
    expect(page.entries.map(({ id, orderName }) => [id, orderName])).toEqual([
      [sale.id, `#${sale.id}`],
    ]);
    expect(page.totals).toEqual(page.entries[0]?.values);
    const [day, ...more] = await readDays(store, 'revenue', metric, { ...range, order });
    expect([day?.day, more]).toEqual([sale.day, []]);
  }
  const none = await readLedger(store, 'revenue', goal, metric, { ...range, order: "1' OR 1" });
  expect(none.entries).toEqual([]);
  const visits = agreed.find((one) =>
    metricOf(one.goal.metric).parts.some(({ fact }) => fact === 'traffic'),
  );
  if (visits === undefined) throw new Error('no goal of visits');
  const selection = { ...range, order: sale.id };
  const of = metricOf(visits.goal.metric);
  const page = await readLedger(store, visits.goal.id, visits, of, selection);
  expect(page.entries.every(({ orderId }) => orderId === sale.id)).toBe(true);
});

test('a correction of last year’s sales moves no frozen baseline', async () => {
  const [before] = agreed;
  const sale = shop.sales.find(({ day, country }) => day === '2026-01-05' && country === 'DK');
  if (sale === undefined) throw new Error('no sale');
  const rows = new FactRows('sale', 1, rules.rules, rules.revisionOf);
  addSale(rows, { ...sale, gross: sale.gross + 5_000_000n }, 2);
  await store.insert('fact_sale', rows.block);
  expect(await measure(revenue, before?.baseline)).toEqual(before?.baseline);
  const anew = await measure(revenue);
  expect(anew?.periods[0]?.value).toBe(
    decimal((netOf('2026-01-02', '2026-02-01') + 5_000_000n) * 10_000n),
  );
});
