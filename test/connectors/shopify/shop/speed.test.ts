import { expect, test } from 'vitest';
import { createShop } from '../../../../connectors/sandbox/shopify/shop/shop.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-12-31T20:00:00Z');

function timed<T>(what: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  console.log(`${what}: ${(performance.now() - start).toFixed(1)} ms`);
  return result;
}

test('many orders are searched, and read in the order of their days', () => {
  const shop = createShop({ seed: 'speed', ordersPerDay: 500, firstDay: '2026-09-01' });
  const recent = { updatedFrom: NOW - HOUR };
  const first = timed('first search for what changed in the last hour', () =>
    shop.search(recent, NOW),
  );
  expect(timed('the same once more', () => shop.search(recent, NOW))).toEqual(first);
  const all = timed('first search for all orders', () => shop.search({}, NOW));
  expect(all.length).toBeGreaterThan(60_000);
  timed('the same once more', () => shop.search({}, NOW));
  const read = timed(`5,000 of ${all.length} orders read`, () =>
    all.slice(0, 5_000).map(({ id }) => shop.order(id, NOW)),
  );
  expect(read.every((order) => order !== undefined)).toBe(true);
});
