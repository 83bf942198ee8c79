import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { snakeCase } from '../../pipeline/metrics/columns.ts';
import { Decoder } from '../../pipeline/processor/decode.ts';
import { factColumns } from '../../pipeline/processor/fact-fields.ts';
import { FactRows } from '../../pipeline/processor/fact-rows.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { FACT_TYPES, factSchemas } from '../../schemas/facts.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { reach } from '../support/goals.ts';
import { wholeFactsOf } from '../support/schema-facts.ts';
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
const SEED = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const ms = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

function record(value: object) {
  return { key: '', value: JSON.stringify(value), partition: 0, offset: 0, timestamp: 0 };
}

test.each(FACT_TYPES)('the columns of a %s are those of its table', async (type) => {
  const rows = await store.query<{ name: string }>(
    "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String} AND default_kind != 'ALIAS'",
    { table: `fact_${type}` },
  );
  expect(factColumns(type).toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
});

/** What the store has of a message's field, in the field's own words. */
function storedOf(row: Readonly<Record<string, unknown>>, field: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) => {
      const cells = Object.entries(row).map(
        ([name, list]) => [name, Array.isArray(list) ? list[at] : undefined] as const,
      );
      return storedOf(Object.fromEntries(cells), field, item);
    });
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value);
    return Object.fromEntries(
      parts.map(([part, of]) => [part, storedOf(row, `${field}_${part}`, of)]),
    );
  }
  const stored = row[snakeCase(field)];
  if (typeof value === 'boolean') return stored === 1;
  if (typeof value === 'number')
    return /-.* /.test(String(stored)) ? ms(String(stored)) : Number(stored);
  return stored;
}

test.each(FACT_TYPES)(
  'every field that the schema of a %s has goes from its message to the store, to the last digit',
  async (type) => {
    const facts = fc.sample(wholeFactsOf(type), { numRuns: 60, seed: SEED });
    const unique = facts.map((fact, n) => ({ ...fact, id: `${n} ${String(fact['id'])}` }));
    const rows = new FactRows(type, unique.length, rules, () => 7n);
    const decoder = new Decoder(type);
    for (const fact of unique) {
      const decoded = decoder.decode(record(fact));
      if (!('values' in decoded) || decoded.values === undefined) throw new Error('not taken');
      rows.addValues(decoded.values, decoded.standing);
    }
    await store.insert(`fact_${type}`, rows.block);
    const stored = new Map(
      (await store.query<{ id: string }>(`SELECT *, version FROM fact_${type}`)).map((row) => [
        row.id,
        row,
      ]),
    );
    const fields = Object.keys(factSchemas[type].shape).filter((name) => name !== 'deleted');
    for (const fact of unique) {
      const row = stored.get(fact.id);
      expect(row).toMatchObject({ deleted: 0, rules: '7' });
      const back = fields.map((field) => [field, storedOf(row ?? {}, field, valueOf(fact, field))]);
      expect(Object.fromEntries(back), `seed ${SEED}`).toEqual(fact);
    }
    await store.command(`TRUNCATE TABLE fact_${type}`);
  },
);

function valueOf(fact: Readonly<Record<string, unknown>>, field: string): unknown {
  const value = fact[field];
  if (value === undefined) throw new Error(`the generated fact lacks ${field}`);
  return value;
}

test('goals and touches are stored beside a sale', async () => {
  const fact = wholeFacts.sale;
  const rows = new FactRows('sale', 1, rules, () => 7n);
  rows.add(fact, { version: fact.version, deleted: false, digest: 0xffff_ffff });
  await store.insert('fact_sale', rows.block);
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
