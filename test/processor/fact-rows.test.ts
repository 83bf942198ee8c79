import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { snakeCase } from '../../pipeline/metrics/columns.ts';
import { factColumns } from '../../pipeline/processor/fact-fields.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { FACT_TYPES } from '../../schemas/facts.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { wholeFacts } from '../support/whole-facts.ts';

let engine: TestEngine;
let store: Store;
beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
});
afterAll(() => engine.stop());

const window = { start: '2024-01-01', end: '2026-01-01' };
const rules = compileRules(always([reach({ id: 'all', window })]), metrics);
const ms = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

test.each(FACT_TYPES)('the columns of a %s are those of its table', async (type) => {
  const rows = await store.query<{ name: string }>(
    "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String} AND default_kind != 'ALIAS'",
    { table: `fact_${type}` },
  );
  expect(factColumns(type).toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
});

test.each(FACT_TYPES)('every field of a %s is stored as it is', async (type) => {
  const fact = wholeFacts[type];
  const rows = new FactRows(type, 2, rules, () => 7n);
  rows.add(fact, { version: fact.version, deleted: false, digest: 0xffff_ffff });
  await store.insert(`fact_${type}`, rows.block);
  const [row] = await store.query<Record<string, unknown>>(
    `SELECT *, version FROM fact_${type} FINAL`,
  );
  expect(row).toMatchObject({ deleted: 0, rules: '7' });
  for (const [field, value] of Object.entries(fact)) {
    if (typeof value === 'object') continue;
    const stored = row?.[snakeCase(field)];
    const moment = typeof value === 'number' && /^\d{4}-/.test(String(stored));
    expect([
      field,
      moment ? ms(String(stored)) : String(Number.isInteger(stored) ? Boolean(stored) : stored),
    ]).toEqual([field, moment ? value : String(value)]);
  }
});

test('goals and touches are stored beside a sale', async () => {
  expect(
    await store.query(
      `SELECT goals, first_touch_channel AS c, first_touch_campaign AS p, last_touch_channel AS l,
       last_touch_campaign AS lp, toUnixTimestamp64Milli(first_touch_at) AS at, touches_channel AS tc, touches_campaign AS tp,
       arrayMap(moment -> toUnixTimestamp64Milli(moment), touches_at) AS ta, shares FROM fact_sale FINAL`,
    ),
  ).toEqual([
    {
      goals: ['all'],
      c: 'Email',
      p: 'spring',
      l: 'Paid',
      lp: '',
      at: '1735689000000',
      tc: ['Email', '', 'Paid'],
      tp: ['spring', 'ünï', ''],
      ta: ['1735689000000', '0', '0'],
      shares: [],
    },
  ]);
});

test('what no fact has is left to the store', () => {
  const { source, stream, id, version, occurredAt, observedAt, day } = wholeFacts.traffic;
  const rows = new FactRows('traffic', 1, rules, () => 7n);
  rows.add(
    { source, stream, id, version, occurredAt, observedAt, day, sessions: 1 },
    { version, deleted: false, digest: 0 },
  );
  expect(rows.block.columns).not.toContain('visitors');
  expect(rows.block.columns).toContain('sessions');
});

test('facts are taken off days in the same block, as far as there is room', async () => {
  const fact = wholeFacts.sale;
  const { source, stream } = fact;
  const standing = { version: 9, deleted: false, digest: 0 };
  const moved = ['m1', 'm2', 'm3'].map((id) => ({
    fact: { source, stream, id, standing },
    day: '2025-06-01',
  }));
  const rows = new FactRows('sale', 4, rules, () => 7n);
  rows.add({ ...fact, id: 'dropped' }, standing);
  rows.add({ ...fact, id: 'stays', day: '2025-06-02' }, standing);
  expect(rows.take(moved)).toEqual([moved[2]]);
  rows.drop([0]);
  await store.insert('fact_sale', rows.block);
  const stored = await store.query(
    "SELECT id, toString(day) AS day, deleted, version, goals, first_order FROM fact_sale WHERE id IN ('dropped', 'stays', 'm1', 'm2', 'm3') ORDER BY id",
  );
  const off = { day: '2025-06-01', deleted: 1, version: '9', goals: [], first_order: 2 };
  expect(stored).toEqual([
    { id: 'm1', ...off },
    { id: 'm2', ...off },
    { ...off, id: 'stays', day: '2025-06-02', deleted: 0, goals: ['all'], first_order: 0 },
  ]);
});
