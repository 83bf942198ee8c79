import { expect, test } from 'vitest';
import { parseOrderQuery } from '../../../../connectors/sandbox/shopify/search-query.ts';
import { fakeOrder, SHOP_NOW } from '../../../support/fake-order.ts';
import { keyOf } from '../../../support/fake-shop.ts';
import { standInOver } from '../../../support/stand-in.ts';

const ZONE = 'Europe/Copenhagen';
const AT = Date.UTC(2026, 8, 1, 10);
const keys = [0, 1, 2, 3].map((number) =>
  keyOf(fakeOrder(number, { at: AT + number * 3_600_000 })),
);

function found(query: string): string {
  const { matches = () => true, search } = parseOrderQuery(query, ZONE);
  const inRange = keys.filter(
    ({ createdAt, updatedAt }) =>
      createdAt >= (search.createdFrom ?? -Infinity) &&
      createdAt < (search.createdTo ?? Infinity) &&
      updatedAt >= (search.updatedFrom ?? -Infinity) &&
      updatedAt < (search.updatedTo ?? Infinity),
  );
  expect(inRange.filter(matches)).toEqual(keys.filter(matches));
  return inRange
    .filter(matches)
    .map(({ id }) => id.slice(-1))
    .join('');
}

test.each([
  ['', '0123'],
  ["updated_at:>='2026-09-01T11:00:00Z'", '123'],
  ['updated_at:>"2026-09-01T11:00:00Z"', '23'],
  ['created_at:<=2026-09-01T11:00:00Z', '01'],
  ['created_at:<2026-09-01T13:00:00+02:00', '0'],
  ["processed_at:>'2026-09-01T10:00:00Z' AND processed_at:<'2026-09-01T13:00:00Z'", '12'],
  ["updated_at:>='2026-09-01T11:00:00Z' updated_at:<='2026-09-01T12:00:00Z' id:2", '2'],
  ["created_at:'2026-09-01T12:00:00Z'", '2'],
  ['created_at:>2026-09-01', '0123'],
  ['created_at:<2026-09-01', ''],
  ['id:>1', '23'],
])('%s', (query, expected) => {
  expect(found(query)).toBe(expected);
});

test('a date is a midnight in the shop, a time without a zone is of the shop too', () => {
  expect(parseOrderQuery('created_at:>=2026-09-01', ZONE).search).toEqual({
    createdFrom: Date.UTC(2026, 7, 31, 22),
  });
  expect(parseOrderQuery("created_at:>='2026-09-01T10:30:00'", ZONE).search).toEqual({
    createdFrom: Date.UTC(2026, 8, 1, 8, 30),
  });
});

test('OR and NOT are refused rather than read wrongly', () => {
  expect(() => parseOrderQuery('id:1 OR id:2', ZONE)).toThrow(RangeError);
  expect(() => parseOrderQuery('-id:1', ZONE)).toThrow(RangeError);
});

test('a filter that is not known filters nothing, and a warning says so', async () => {
  const standIn = await standInOver([fakeOrder(1), fakeOrder(2)]);
  const query = `query { orders(first: 5, query: "changed_at:>2026-01-01") { nodes { id } } }`;
  const told = await standIn.ask(query);
  expect(told.data.orders.nodes).toHaveLength(2);
  expect(told.extensions.search).toMatchObject([
    {
      path: ['orders'],
      query: 'changed_at:>2026-01-01',
      warnings: [{ field: 'changed_at', code: 'invalid_field' }],
    },
  ]);
  await standIn.close();
});

test('orders are counted, up to a limit', async () => {
  const standIn = await standInOver([1, 2, 3].map((number) => fakeOrder(number)));
  const after = new Date(SHOP_NOW - 86_400_000 + 2_000).toISOString();
  const counted = await standIn.send('CountOrders', { filter: `created_at:>='${after}'` });
  expect(counted.data.ordersCount).toEqual({ count: 2, precision: 'EXACT' });
  const limited = await standIn.ask('{ ordersCount(limit: 2) { count precision } }');
  expect(limited.data.ordersCount).toEqual({ count: 2, precision: 'AT_LEAST' });
  await standIn.close();
});
