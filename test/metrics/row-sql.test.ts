import { afterAll, beforeAll, expect, test } from 'vitest';
import { conditionsSql } from '../../pipeline/metrics/condition-sql.ts';
import { partValue } from '../../pipeline/metrics/part-sql.ts';
import { sharedValue } from '../../pipeline/metrics/share-sql.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Condition } from '../../schemas/metric.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
let store: Store;
beforeAll(async () => {
  engine = await testEngine();
  store = await engine.freshStore();
  await store.command(
    `INSERT INTO fact_sale (day, source, stream, id, rank, kind, quantity, gross, fx, customer, first_order) VALUES
     ('2024-01-01', 's', 's', 'less', 1, 'line', 0.999999, 10, 1, '', 2),
     ('2024-01-01', 's', 's', 'one', 1, 'return', 1, 5, 2, 'c', 1),
     ('2024-01-01', 's', 's', 'more', 1, 'edit', 1.000001, -10, 1, 'O''B\\\\', 0)`,
  );
  await store.command(
    `INSERT INTO fact_shipment (day, source, stream, id, rank, ordered_at, promised_at, delivered_at) VALUES
     ('2024-01-01', 's', 's', 'early', 1, fromUnixTimestamp64Milli(toInt64(1000)), fromUnixTimestamp64Milli(toInt64(86401000)), fromUnixTimestamp64Milli(toInt64(1648))),
     ('2024-01-01', 's', 's', 'even', 1, fromUnixTimestamp64Milli(toInt64(1000)), fromUnixTimestamp64Milli(toInt64(1216)), fromUnixTimestamp64Milli(toInt64(1216))),
     ('2024-01-01', 's', 's', 'late', 1, fromUnixTimestamp64Milli(toInt64(1000)), fromUnixTimestamp64Milli(toInt64(1215)), fromUnixTimestamp64Milli(toInt64(1216))),
     ('2024-01-01', 's', 's', 'open', 1, fromUnixTimestamp64Milli(toInt64(1000)), fromUnixTimestamp64Milli(toInt64(1215)), 0)`,
  );
});
afterAll(() => engine.stop());

async function holding(type: FactType, conditions: readonly Condition[]): Promise<string[]> {
  const rows = await store.query<{ id: string }>(
    `SELECT id FROM fact_${type} FINAL WHERE ${conditionsSql(type, conditions)} ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

test.each<[Condition, string[]]>([
  [{ column: 'quantity', above: '1' }, ['more']],
  [{ column: 'quantity', atLeast: '1' }, ['more', 'one']],
  [{ column: 'quantity', below: '1' }, ['less']],
  [{ column: 'quantity', atMost: '1' }, ['less', 'one']],
  [{ column: 'quantity', above: '0.999999', below: '1.000001' }, ['one']],
  // In the business's currency 5 is 10.
  [{ column: 'gross', atLeast: '10' }, ['less', 'one']],
  [{ column: 'kind', in: ['line', 'edit'] }, ['less', 'more']],
  [{ column: 'kind', notIn: ['line', 'edit'] }, ['one']],
  [{ column: 'customer', in: ["O'B\\"] }, ['more']],
  [{ column: 'customer', present: true }, ['more', 'one']],
  [{ column: 'customer', present: false }, ['less']],
  [{ column: 'firstOrder', is: true }, ['one']],
  [{ column: 'firstOrder', is: false }, ['more']],
  [{ column: 'firstOrder', present: true }, ['more', 'one']],
  [{ column: 'firstOrder', present: false }, ['less']],
])('of sales %j holds for %j', async (condition, ids) => {
  expect(await holding('sale', [condition])).toEqual(ids);
});

test.each<[Condition, string[]]>([
  [{ column: 'deliveredAt', present: true }, ['early', 'even', 'late']],
  [{ column: 'deliveredAt', present: false }, ['open']],
  [{ column: 'orderedAt', notAfter: 'deliveredAt' }, ['early', 'even', 'late']],
  [{ column: 'deliveredAt', notAfter: 'promisedAt', present: true }, ['early', 'even']],
])('of shipments %j holds for %j', async (condition, ids) => {
  expect(await holding('shipment', [condition])).toEqual(ids);
});

test('a time between two instants is in days, rounded half to even at the sixth place', async () => {
  const [part] = metrics.get('delivery_lead_time_p50')?.parts ?? [];
  if (part === undefined) throw new Error('no part');
  const rows = await store.query(
    `SELECT id, toString(${partValue(part)}) AS days FROM fact_shipment FINAL WHERE id != 'open' ORDER BY id`,
  );
  // 648 ms are 7.5 millionths of a day, 216 are 2.5.
  expect(rows).toEqual([
    { id: 'early', days: '0.000008' },
    { id: 'even', days: '0.000002' },
    { id: 'late', days: '0.000002' },
  ]);
});

test('the touches’ shares of a value add up to it, the first ones having what is left over', async () => {
  const values = [
    '0',
    '0.000001',
    '-0.000001',
    '-5',
    '19.99',
    '-1000000.123456',
    '999999999999.999999',
  ];
  const touches = [1, 2, 3, 7, 31, 32];
  const asked = values.flatMap((value) =>
    touches.flatMap((count) =>
      Array.from({ length: count }, (_, touch) => ({ value, count, touch })),
    ),
  );
  const share = sharedValue('toDecimal128(v, 6)', 'toUInt32(bits)', 'n');
  const rows = await store.query<{ part: string }>(
    `SELECT toString(${share}) AS part
     FROM VALUES('at UInt32, v String, bits UInt64, n UInt8', ${asked.map(({ value, count, touch }, at) => `(${at}, '${value}', ${2 ** touch}, ${count})`).join(', ')})
     ORDER BY at`,
  );
  const expected = asked.map(({ value, count, touch }) => {
    const micros = parseDecimal(value) ?? 0n;
    const [n, rest] = [BigInt(count), ((micros % BigInt(count)) + BigInt(count)) % BigInt(count)];
    return formatDecimal((micros - rest) / n + (BigInt(touch) < rest ? 1n : 0n));
  });
  expect(rows.map(({ part }) => part)).toEqual(expected);
});
