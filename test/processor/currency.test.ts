import { inPieces } from '../../pipeline/processor/convert-anew.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { always } from '../../pipeline/attribution/epoch.ts';
import { aggregateBatch } from '../../pipeline/processor/aggregate-stage.ts';
import { attributeBatch, type AttributeContext } from '../../pipeline/processor/attribute-stage.ts';
import { rewriting } from '../../pipeline/processor/passes.ts';
import { openRates, type Rates } from '../../pipeline/processor/rates.ts';
import { ruleSetOf } from '../../pipeline/processor/rule-set.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { FactType } from '../../schemas/facts.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { EMBEDDED_PARTITIONS, topicsWith } from '../../pipeline/topics.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { MemoryLog, MemoryLogStore } from '../support/memory-log.ts';
import { wholeFacts } from '../support/whole-facts.ts';

const goals = [reach({ id: 'all' })];
const ruleSet = ruleSetOf(always(goals), metrics);
const rules = () => Promise.resolve(ruleSet);

let engine: TestEngine;
let store: Store;
let log: MemoryLog;
let context: AttributeContext;
let version = 0;

beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  store = await engine.soleStore();
  log = new MemoryLog(new MemoryLogStore());
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  context = contextWith(openRates(store, 'DKK'));
});

function contextWith(rates: Rates): AttributeContext {
  const now = (): number => 0;
  const onRates = rewriting({ store, log }, rules, rates);
  return { store, log, rules, rates, onBehind: onRates, now };
}

function record(type: FactType, values: object) {
  version += 1;
  const fact = { ...wholeFacts[type], version, ...values };
  return { key: fact.id, value: JSON.stringify(fact), partition: 0, offset: version, timestamp: 0 };
}

const take = (type: FactType, ...facts: object[]): Promise<void> =>
  attributeBatch(context, type, {
    topic: `facts.${type}`,
    records: facts.map((values) => record(type, values)),
  });

const sale = (id: string, day: string, currency: string, gross: string): object => {
  const money = { discount: '0', returned: '0', tax: '0', shipping: '0' };
  return { id, day, currency, gross, ...money };
};
const rate = (currency: string, day: string, value: string): object => ({
  id: `${day}/${currency}`,
  currency,
  day,
  rate: value,
});

/** Net sales of the goal by day, after everything marked has been recomputed. */
async function figures(): Promise<Record<string, string>> {
  const records = [];
  for await (const some of log.read('marks')) records.push(...some);
  await aggregateBatch({ store, rules }, { topic: 'marks', records });
  const rows = await store.query<{ day: string; value: string }>(
    `SELECT toString(day) AS day, toString(value) AS value FROM goal_daily FINAL
     WHERE goal = 'all' AND part = 'net_sales' ORDER BY day`,
  );
  return Object.fromEntries(rows.map(({ day, value }) => [day, value]));
}

const factors = (): Promise<unknown[]> =>
  store.query('SELECT id, toString(fx) AS fx FROM fact_sale FINAL ORDER BY id');

test('amounts are converted by the rates of their day, and those of the business stay', async () => {
  await take('rate', rate('SEK', '2024-01-05', '11.1985'), rate('DKK', '2024-01-05', '7.4592'));
  await take(
    'sale',
    sale('a', '2024-01-05', 'SEK', '100'),
    sale('b', '2024-01-07', 'SEK', '0.5'),
    sale('c', '2024-01-05', 'DKK', '0.000001'),
  );
  expect(await factors()).toEqual([
    { id: 'a', fx: '0.666089208' },
    { id: 'b', fx: '0.666089208' },
    { id: 'c', fx: '1' },
  ]);
  // 0.333044604 is rounded half to even at the sixth place.
  expect(await figures()).toEqual({ '2024-01-05': '66.608922', '2024-01-07': '0.333045' });
});

test('what has no rate counts as nothing, and heals when the rate comes', async () => {
  await take('sale', sale('a', '2024-01-05', 'SEK', '100'), sale('b', '2024-01-05', 'DKK', '7'));
  expect(await factors()).toEqual([
    { id: 'a', fx: '0' },
    { id: 'b', fx: '1' },
  ]);
  expect(await figures()).toEqual({ '2024-01-05': '7' });
  await take('rate', rate('SEK', '2024-01-05', '11.1985'), rate('DKK', '2024-01-05', '7.4592'));
  expect(await figures()).toEqual({ '2024-01-05': '73.608921' });
});

test('a corrected rate changes its own days, and a withdrawn one leaves a gap', async () => {
  await take(
    'rate',
    rate('EUR', '2024-01-01', '1'),
    rate('DKK', '2024-01-03', '7.5'),
    rate('DKK', '2024-01-10', '7'),
  );
  const days = ['2024-01-03', '2024-01-09', '2024-01-10', '2024-01-20'];
  await take('sale', ...days.map((day) => sale(day, day, 'EUR', '10')));
  const before = { '2024-01-03': '75', '2024-01-09': '75', '2024-01-10': '70', '2024-01-20': '0' };
  expect(await figures()).toEqual(before);
  const marked = (await log.lag('aggregate', ['marks']))[0]?.end ?? 0;
  await take('rate', rate('DKK', '2024-01-10', '7.1'));
  expect(await figures()).toEqual({ ...before, '2024-01-10': '71' });
  expect((await log.lag('aggregate', ['marks']))[0]?.end).toBe(marked + 1);
  await take('rate', { id: '2024-01-03/DKK', deleted: true });
  expect(await figures()).toEqual({
    ...before,
    '2024-01-03': '0',
    '2024-01-09': '0',
    '2024-01-10': '71',
  });
});

test('the same rates again change nothing', async () => {
  await take('rate', rate('DKK', '2024-01-05', '7.4592'));
  await take('sale', sale('a', '2024-01-05', 'EUR', '1'));
  const marks = await log.lag('aggregate', ['marks']);
  await take('rate', rate('DKK', '2024-01-05', '7.4592'));
  expect(await log.lag('aggregate', ['marks'])).toEqual(marks);
});

test('rates that come while sales are being stored reach them', async () => {
  const rates = openRates(store, 'DKK');
  const stale = await rates.current();
  await take('rate', rate('DKK', '2024-01-05', '7.4592'));
  let asked = 0;
  const late: Rates = {
    reporting: 'DKK',
    current: () => (asked++ === 0 ? Promise.resolve(stale) : rates.current()),
  };
  context = { ...contextWith(rates), rates: late };
  await take('sale', sale('a', '2024-01-05', 'EUR', '10'));
  expect(await figures()).toEqual({ '2024-01-05': '74.592' });
});

test('of two sources the rate seen last counts', async () => {
  await take(
    'rate',
    { ...rate('DKK', '2024-01-05', '7'), source: 'z', observedAt: 1 },
    { ...rate('DKK', '2024-01-05', '8'), source: 'a', observedAt: 2 },
  );
  const conversion = await openRates(store, 'DKK').current();
  expect(conversion.factor('EUR', '2024-01-05')).toBe(8_000_000_000n);
});

test('currencies and days are cut between months, none is left out', () => {
  const days = ['2024-03-05', '2024-01-01', '2024-01-31', '2024-02-01', '2024-02-02', '2025-02-02'];
  const foreign = days.map((day) => ({ day, currency: 'SEK' }));
  const pieces = inPieces(foreign, 3).map((some) => some.map(({ day }) => day));
  expect(pieces).toEqual([
    ['2024-01-01', '2024-01-31'],
    ['2024-02-01', '2024-02-02', '2024-03-05'],
    ['2025-02-02'],
  ]);
  expect(inPieces([])).toEqual([]);
});
