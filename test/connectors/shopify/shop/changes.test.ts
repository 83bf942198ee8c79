import { beforeEach, expect, test } from 'vitest';
import { createShop, type MadeUpShop } from '../../../../connectors/sandbox/shopify/shop/shop.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-20T11:30:00Z');
const DAY = '2026-03-20';
let shop: MadeUpShop;

beforeEach(() => {
  shop = createShop({ seed: 'changes', ordersPerDay: 6, firstDay: '2026-03-01' });
});

const dayOf = (now: number) => {
  const found = shop.ledger(now, 'Europe/Copenhagen').find(({ day }) => day === DAY);
  if (found === undefined) throw new Error('nothing was sold on the day');
  return found;
};

test('a placed order shows from its instant on, in search, by its id and in the ledger', () => {
  const before = dayOf(NOW);
  const lines = [{ sku: 'POSE-01', quantity: 2 }];
  const id = shop.changes.place(NOW, { lines, discountPercent: 10, shipping: 3_900, customer: 77 });
  expect(shop.order(id, NOW - 1_000)).toBeUndefined();
  expect(shop.order(id, NOW)?.customer?.id).toBe('gid://shopify/Customer/77');
  expect(shop.search({ updatedFrom: NOW }, NOW)).toEqual([
    { id, createdAt: NOW, processedAt: NOW, updatedAt: NOW },
  ]);
  const after = dayOf(NOW);
  expect(after.gross - before.gross).toBe(1_758_000_000n);
  expect(after.discounts - before.discounts).toBe(175_800_000n);
  expect(after.shipping - before.shipping).toBe(39_000_000n);
  expect(after.tax - before.tax).toBe(405_300_000n);
  expect(after.orders - before.orders).toBe(1);
});

test('orders placed at the same instant are different ones', () => {
  const ids = [0, 0, 0].map(() => shop.changes.place(NOW));
  expect(new Set(ids).size).toBe(3);
  expect(shop.search({ updatedFrom: NOW }, NOW).map(({ id }) => id)).toEqual(ids);
});

test('an edit adds goods, a refund takes a piece back, and what was there keeps its ids', () => {
  const id = shop.changes.place(NOW);
  const [ordered] = shop.order(id, NOW)?.agreements ?? [];
  shop.changes.edit(id, NOW + HOUR, 'TELT-01');
  shop.changes.refund(id, NOW + 2 * HOUR);
  const order = shop.order(id, NOW + 2 * HOUR);
  expect(order?.agreements[0]).toEqual(ordered);
  expect(order?.agreements.map(({ __typename }) => __typename)).toEqual([
    'OrderAgreement',
    'OrderEditAgreement',
    'RefundAgreement',
  ]);
  expect(order?.agreements[2]?.sales[0]?.totalAmount.shopMoney.amount).toBe('-148.75');
  expect(Date.parse(order?.updatedAt ?? '')).toBe(NOW + 2 * HOUR);
  expect(shop.order(id, NOW + HOUR)?.agreements).toHaveLength(2);
});

test('a cancelled order comes to nothing, and what the seed had in store does not happen', () => {
  const [key] = shop.search({ createdTo: NOW - 5 * 24 * HOUR }, NOW);
  const id = key?.id ?? '';
  shop.changes.edit(id, NOW - HOUR);
  shop.changes.cancel(id, NOW);
  const order = shop.order(id, NOW + 400 * 24 * HOUR);
  expect(Date.parse(order?.cancelledAt ?? '')).toBe(NOW);
  const last = order?.agreements.at(-1);
  expect(Date.parse(last?.happenedAt ?? '')).toBe(NOW);
  const left = new Map<string, number>();
  for (const { lineItem, quantity } of (order?.agreements ?? []).flatMap(({ sales }) => sales)) {
    if (lineItem) left.set(lineItem.id, (left.get(lineItem.id) ?? 0) + (quantity ?? 0));
  }
  expect(left.size).toBeGreaterThan(1);
  expect([...left.values()].every((pieces) => pieces === 0)).toBe(true);
});

test('a removed order is gone, everywhere', () => {
  const later = dayOf(NOW + HOUR);
  const id = shop.changes.place(NOW);
  shop.changes.remove(id, NOW + HOUR);
  expect(shop.order(id, NOW)?.id).toBe(id);
  const now = NOW + HOUR;
  expect(shop.order(id, now)).toBeUndefined();
  expect(shop.search({ updatedFrom: NOW }, now).map((key) => key.id)).not.toContain(id);
  expect(dayOf(now)).toEqual(later);
});

test('a touched order changes its time of change only', () => {
  const [key] = shop.search({}, NOW);
  const id = key?.id ?? '';
  const before = shop.order(id, NOW);
  shop.changes.touch(id, NOW);
  expect(shop.order(id, NOW)).toEqual({ ...before, updatedAt: '2026-03-20T11:30:00Z' });
  expect(shop.search({ updatedFrom: NOW }, NOW)).toHaveLength(1);
});

test('what is not there cannot be changed', () => {
  expect(() => shop.changes.touch('gid://shopify/Order/1', NOW)).toThrow('no order');
  expect(() => shop.changes.place(NOW, { lines: [{ sku: 'NONE', quantity: 1 }] })).toThrow('NONE');
});
