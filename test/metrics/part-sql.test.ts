import { expect, test } from 'vitest';
import { columnOf } from '../../pipeline/metrics/columns.ts';
import { factsOver, judgesPromises, judgingParts } from '../../pipeline/metrics/due.ts';
import { literal } from '../../pipeline/metrics/literal.ts';
import { partFilter, partIdentity, partValue } from '../../pipeline/metrics/part-sql.ts';
import type { Part } from '../../schemas/metric.ts';
import { NO_LOCAL_RULES, type Shared } from '../../schemas/metrics/local.ts';
import { metrics } from '../../schemas/metrics/registry.ts';

function part(metric: string, index = 0): Part {
  const found = metrics.get(metric)?.parts[index];
  if (found === undefined) throw new Error(`no part ${index} of ${metric}`);
  return found;
}

test('a sum of money adds its signed columns, converted where the factor is not 1', () => {
  expect(partValue(part('aov'))).toBe(
    'if(fx = 1, (toDecimal128(0, 6) + toDecimal128(gross, 6) - toDecimal128(discount, 6)), (toDecimal128(0, 6) + toDecimal128(roundBankers(toDecimal128(gross, 6) * fx, 6), 6) - toDecimal128(roundBankers(toDecimal128(discount, 6) * fx, 6), 6)))',
  );
  expect(partFilter(part('net_sales'))).toBe('1');
});

test('what is no money is never converted', () => {
  expect(partValue(part('units'))).toBe('(toDecimal128(0, 6) + toDecimal128(quantity, 6))');
});

test('conditions are read from the definition', () => {
  expect(partFilter(part('csat'))).toBe(
    "kind IN ('csat') AND toDecimal128(scale_max, 6) >= toDecimal128('5', 6) AND toDecimal128(scale_max, 6) <= toDecimal128('5', 6) AND toDecimal128(score, 6) >= toDecimal128('4', 6)",
  );
  expect(partFilter(part('customers'))).toBe("customer != ''");
  expect(partIdentity(part('orders'))).toBe("concat(toString(source), '\\x1f', order_id)");
});

test('only columns on the allow-list can be used', () => {
  expect(() => columnOf('sale', 'constructor')).toThrow(
    'facts of type sale have no column constructor',
  );
});

test('literals hold their quotes', () => {
  expect(literal("O'Brien\\")).toBe("'O\\'Brien\\\\'");
});

test('every column of every metric exists', () => {
  for (const { parts } of metrics.values()) {
    for (const each of parts) {
      expect(() => [partFilter(each), partValue(each), partIdentity(each)]).not.toThrow();
    }
  }
});

test('numbers belong to their connection, or to those that share them', () => {
  const orders = part('orders');
  const by = (shared: Shared) =>
    partIdentity({ ...orders, local: { ...NO_LOCAL_RULES, orders: shared } });
  expect(
    by([
      ['b', 'a'],
      ['c', 'd'],
    ]),
  ).toBe(
    "concat(multiIf(source IN ('a', 'b'), 'a', source IN ('c', 'd'), 'c', toString(source)), '\\x1f', order_id)",
  );
  expect(
    by([
      ['c', 'd'],
      ['a', 'b'],
    ]),
  ).toBe(
    by([
      ['b', 'a'],
      ['d', 'c'],
    ]),
  );
  expect(by('all')).toBe('toString(order_id)');
  // Customers have rules of their own, and a dimension means the same everywhere.
  expect(partIdentity({ ...part('customers'), local: { ...NO_LOCAL_RULES, orders: 'all' } })).toBe(
    "concat(toString(source), '\\x1f', customer)",
  );
  const goods: Part = { id: 'x', fact: 'sale', aggregate: 'distinct', of: 'sku' };
  expect(partIdentity(goods)).toBe('toString(sku)');
});

test('parts that judge promises count days that are over', () => {
  expect([...judgingParts(metrics.values())]).toEqual([
    'on_time_shipments',
    'judged_shipments',
    'shipments_by_promised_time',
    'shipments_with_promised_time',
  ]);
  expect(factsOver(part('on_time_delivery_rate'), '2026-11-30')).toBe("day < toDate('2026-11-30')");
  expect(factsOver(part('orders'), '2026-11-30')).toBe('1');
  const late: Part = {
    id: 'late',
    fact: 'shipment',
    aggregate: 'sum',
    value: [{ add: 1, where: [{ column: 'onTime', is: false }] }],
  };
  expect(judgesPromises(late)).toBe(true);
});

test('days are those of the business', () => {
  const local = { ...NO_LOCAL_RULES, timezone: 'Asia/Tokyo' };
  expect(partFilter({ ...part('on_time_delivery_rate'), local })).toContain(
    "toDate(delivered_at, 'Asia/Tokyo') <= toDate(promised_at, 'Asia/Tokyo')",
  );
});
