import { expect, test } from 'vitest';
import { createShop } from '../../../../connectors/sandbox/shopify/shop/shop.ts';
import { LONGEST_DAYS } from '../../../../connectors/sandbox/shopify/shop/tell-story.ts';
import type { Order, OrderKey, OrderSearch } from '../../../../connectors/sandbox/shopify/model.ts';
import { allOrders } from './sum-orders.ts';

const DAY = 86_400_000;
const options = { seed: 'test', ordersPerDay: 8, firstDay: '2026-01-01' };
const NOW = Date.parse('2026-03-20T11:30:00Z');

test('the same seed gives the same shop, another seed another one', () => {
  const [one, same] = [createShop(options), createShop(options)];
  const ids = one.search({}, NOW).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(300);
  const backwards = ids.toReversed().map((id) => same.order(id, NOW));
  expect(backwards.toReversed()).toEqual(ids.map((id) => one.order(id, NOW)));
  const other = createShop({ ...options, seed: 'other' });
  expect(allOrders(other, NOW)).not.toEqual(allOrders(one, NOW));
});

test('an order grows: what it showed once it shows later, under the same ids', () => {
  const shop = createShop({ ...options, rates: { deleted: 0, huge: 0.05, edited: 0.5 } });
  for (const early of allOrders(shop, NOW - 20 * DAY)) {
    const late = shop.order(early.id, NOW);
    expect(late?.agreements.slice(0, early.agreements.length)).toEqual(early.agreements);
    const parcels = late?.fulfillments.map(({ id }) => id);
    expect(parcels?.slice(0, early.fulfillments.length)).toEqual(
      early.fulfillments.map(({ id }) => id),
    );
  }
});

test('all ids of a kind are different', () => {
  const ids = allOrders(createShop({ ...options, rates: { huge: 0.05 } }), NOW).flatMap(partIds);
  expect(ids.length).toBeGreaterThan(1_000);
  expect(new Set(ids).size).toBe(ids.length);
});

function partIds({ id, agreements, fulfillments, fulfillmentOrders, returns }: Order): string[] {
  const sales = agreements.flatMap((agreement) => agreement.sales);
  const events = fulfillments.flatMap((parcel) => parcel.events);
  const lines = returns.flatMap((back) => back.returnLineItems);
  const parts = [agreements, sales, fulfillments, events, fulfillmentOrders, returns, lines];
  return [id, ...parts.flatMap((kind) => kind.map((part) => part.id))];
}

test('the time of change is that of the latest thing the order shows, never one to come', () => {
  const shop = createShop({ ...options, rates: { quiet: 0 } });
  for (const { id, createdAt, processedAt, updatedAt } of shop.search({}, NOW)) {
    const order = shop.order(id, NOW);
    expect(Date.parse(order?.updatedAt ?? '')).toBe(updatedAt);
    expect(Date.parse(order?.createdAt ?? '')).toBe(createdAt);
    expect(Date.parse(order?.processedAt ?? '')).toBe(processedAt);
    expect(updatedAt).toBeGreaterThanOrEqual(createdAt);
    expect(updatedAt).toBeLessThanOrEqual(NOW);
    expect(shop.order(id, updatedAt - 1_000)?.updatedAt).not.toBe(order?.updatedAt);
    expect(exceptJourney(shop.order(id, updatedAt))).toEqual(exceptJourney(order));
  }
});

/** A journey may become ready without a change of the order's time of change. */
function exceptJourney(order: Order | undefined) {
  return { ...order, customerJourneySummary: null };
}

test('no order changes later than it is looked for', () => {
  const shop = createShop({ ...options, rates: { deleted: 0, huge: 0.05, returnInVain: 0.5 } });
  const far = NOW + 200 * DAY;
  for (const { createdAt, updatedAt } of shop.search({ createdTo: NOW }, far)) {
    expect(updatedAt - createdAt).toBeLessThan((LONGEST_DAYS - 1) * DAY);
  }
});

const at = (days: number) => NOW - days * DAY;
const searches: readonly OrderSearch[] = [
  {},
  { updatedFrom: at(1) },
  { updatedFrom: at(9), updatedTo: at(2) },
  { createdFrom: at(30), createdTo: at(10) },
  { createdFrom: at(40), updatedTo: at(3) },
  { createdTo: at(60), updatedFrom: at(20) },
  { createdFrom: NOW + DAY },
];

test.each(searches)('search gives what a look at every order gives: %j', (search) => {
  const all = createShop(options).search({}, NOW);
  const expected = all.filter((key) => within(search, key)).map(({ id }) => id);
  const found = createShop(options).search(search, NOW);
  expect(found.map(({ id }) => id)).toEqual(expected);
});

function within(search: OrderSearch, { createdAt, updatedAt }: OrderKey): boolean {
  const { createdFrom, createdTo, updatedFrom, updatedTo } = search;
  const created = createdAt >= (createdFrom ?? 0) && createdAt < (createdTo ?? NOW + 1);
  return created && updatedAt >= (updatedFrom ?? 0) && updatedAt < (updatedTo ?? NOW + 1);
}

test('parts lead to their order, and what is of no order leads nowhere', () => {
  const shop = createShop(options);
  for (const order of allOrders(shop, NOW).slice(0, 50)) {
    for (const { id } of [...order.fulfillments, ...order.returns]) {
      expect(shop.orderOf(id, NOW)).toBe(order.id);
    }
  }
  for (const id of ['gid://shopify/Customer/12', 'gid://shopify/Order/1', 'nonsense', '']) {
    expect(shop.orderOf(id, NOW)).toBeUndefined();
    expect(shop.order(id, NOW)).toBeUndefined();
  }
});
