import { beforeAll, expect, test } from 'vitest';
import { createShop } from '../../../../connectors/sandbox/shopify/shop/shop.ts';
import type { Order } from '../../../../connectors/sandbox/shopify/model.ts';
import { KINDS, salesOf } from './kinds.ts';
import { allOrders } from './sum-orders.ts';

const shop = createShop({ seed: 'goalstream', ordersPerDay: 40, firstDay: '2026-01-01' });
const END = Date.parse('2026-12-31T23:00:00Z');
const HOUR = 3_600_000;
let orders: readonly Order[] = [];

beforeAll(() => {
  orders = allOrders(shop, END);
});

test.each(KINDS)('a year of forty orders a day has: %s', (_name, is) => {
  expect(orders.length).toBeGreaterThan(10_000);
  expect(orders.some(is)).toBe(true);
  expect(orders.every(is)).toBe(false);
});

test('parcels are seen on their way, tried and delayed', () => {
  const events = orders.flatMap(({ fulfillments }) =>
    fulfillments.flatMap((parcel) => parcel.events),
  );
  const statuses = new Set(events.map(({ status }) => status));
  for (const status of ['OUT_FOR_DELIVERY', 'ATTEMPTED_DELIVERY', 'DELAYED', 'LABEL_PRINTED']) {
    expect(statuses).toContain(status);
  }
});

test('journeys come late: with and without a change, from nothing and from an empty one', () => {
  const habits = new Set<string>();
  for (const order of orders.slice(0, 3_000)) {
    const created = Date.parse(order.createdAt);
    const early = shop.order(order.id, created);
    if (early?.customerJourneySummary?.ready === true || order.sourceName !== 'web') continue;
    const readyAt = readyTime(order.id, created);
    const bumped = shop.order(order.id, readyAt)?.updatedAt;
    const isBump = Date.parse(bumped ?? '') === readyAt;
    habits.add(`${early?.customerJourneySummary === null ? 'none' : 'empty'}, ${String(isBump)}`);
  }
  expect([...habits].toSorted()).toEqual([
    'empty, false',
    'empty, true',
    'none, false',
    'none, true',
  ]);
});

/** The full hour at which the order's journey is first ready. */
function readyTime(id: string, created: number): number {
  let at = Math.ceil(created / HOUR) * HOUR;
  while (shop.order(id, at)?.customerJourneySummary?.ready !== true) at += HOUR;
  return at;
}

test('the first and the last visit tell the channel and the campaign', () => {
  const last = orders.flatMap(({ customerJourneySummary: journey }) => journey?.lastVisit ?? []);
  const sources = new Set(last.map(({ source, sourceType }) => `${source}/${String(sourceType)}`));
  const expected = ['Google/SEO', 'Google/AD', 'direct/null', 'email/NEWSLETTER', 'Instagram/POST'];
  expect(sources).toEqual(new Set(expected));
  const campaigns = new Set(last.map(({ utmParameters }) => utmParameters?.campaign ?? ''));
  expect(campaigns).toContain('Black week');
  const moved = orders.filter(({ customerJourneySummary: journey }) => {
    return journey?.firstVisit?.source !== journey?.lastVisit?.source;
  });
  expect(moved.length).toBeGreaterThan(100);
});

test('deleted orders are gone from an instant on', () => {
  const months = Array.from({ length: 11 }, (_, n) => END - (n + 1) * 30 * 24 * HOUR);
  const before = months.flatMap((at) => shop.search({}, at).map(({ id }) => id));
  const after = new Set(orders.map(({ id }) => id));
  const gone = before.filter((id) => !after.has(id));
  expect(gone.length).toBeGreaterThan(0);
  expect(gone.map((id) => shop.order(id, END))).toEqual(gone.map(() => undefined));
});

test('orders share their time of change often enough', () => {
  const times = orders.map(({ updatedAt }) => updatedAt);
  const different = new Set(times).size;
  console.log(`${times.length - different} of ${times.length} orders share their time of change`);
  expect(times.length - different).toBeGreaterThan(times.length / 20);
});

test('a customer never has more given back than was sold, and everything of a cancelled order', () => {
  for (const order of orders) {
    const left = new Map<string, number>();
    for (const { lineItem, quantity } of salesOf(order)) {
      if (lineItem) left.set(lineItem.id, (left.get(lineItem.id) ?? 0) + (quantity ?? 0));
    }
    const pieces = [...left.values()];
    const cancelled = order.cancelledAt !== null;
    expect(pieces.every((count) => (cancelled ? count === 0 : count >= 0))).toBe(true);
  }
});
