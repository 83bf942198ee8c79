import { expect, test } from 'vitest';
import type { Pending } from '../../../../connectors/shopify/orders/cursor.ts';
import {
  afterReading,
  dueNow,
  stillWaiting,
} from '../../../../connectors/shopify/orders/pending.ts';
import { journeyDue, parcelsDue } from '../../../../connectors/shopify/orders/due.ts';
import { iso } from '../../../support/fake-order.ts';
import { context, head, parcel, shipmentsOrder } from '../map/orders.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test('an order comes in, stays as it is, and goes out', () => {
  const one = afterReading([], 'gid://shopify/Order/7', { at: 0, until: 5 });
  expect(one).toEqual([['7', 0, 5]]);
  expect(afterReading(one, 'gid://shopify/Order/7', { at: 0, until: 5 })).toBe(one);
  expect(afterReading(one, 'gid://shopify/Order/8', undefined)).toBe(one);
  expect(afterReading(one, 'gid://shopify/Order/7', undefined)).toEqual([]);
});

test('an order is due from when it is said on, and not for ever', () => {
  const pending: Pending[] = [
    ['1', 0, 10],
    ['2', 5, 12],
  ];
  expect(dueNow(pending, 4)).toEqual(['gid://shopify/Order/1']);
  expect(dueNow(pending, 5)).toEqual(['gid://shopify/Order/1', 'gid://shopify/Order/2']);
  expect(dueNow(pending, 11)).toEqual(['gid://shopify/Order/2']);
  expect(stillWaiting(pending, 11)).toEqual([['2', 5, 12]]);
});

test('an incomplete journey is looked at by each sync for some days, then rarely, then no more', () => {
  const created = Date.parse(head.createdAt);
  const journey = { ready: false, customerOrderIndex: null, firstVisit: null, lastVisit: null };
  const order = { ...head, customerJourneySummary: journey };
  const dueAt = (days: number) => journeyDue(order, created + days * DAY)?.at;
  expect([0, 4].map(dueAt)).toEqual([0, 0]);
  expect([5, 7, 13, 14, 29].map((days) => ((dueAt(days) ?? 0) - created) / DAY)).toEqual([
    7, 14, 14, 30, 30,
  ]);
  expect(dueAt(30)).toBeUndefined();
  expect(journeyDue(head, created)).toBeUndefined();
  expect(journeyDue({ ...order, test: true }, created)).toBeUndefined();
});

test.each([
  ['2026-11-05T12:00:00Z', '2026-11-05T23:00:00Z'],
  ['2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z'],
  ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
])('a parcel promised for %s is overdue at %s', (promise, overdue) => {
  const order = shipmentsOrder([parcel()], [promise]);
  const dueAt = (now: number) => parcelsDue(order, { ...context, now })?.at;
  const at = Date.parse(overdue);
  expect(dueAt(at - HOUR)).toBe(at);
  expect(dueAt(at)).toBeGreaterThan(at);
});

const SENT = Date.parse('2026-11-02T09:00:00Z');
const looks = (given: Parameters<typeof parcel>[0], hours: readonly number[]) => {
  const order = shipmentsOrder([parcel({ createdAt: iso(SENT), ...given })]);
  return hours.map((passed) => {
    const now = SENT + passed * HOUR;
    const at = parcelsDue(order, { ...context, now })?.at;
    return at === undefined ? undefined : (at - now) / HOUR;
  });
};

test('a parcel under way is looked at again by itself, ever more rarely, until it is too old', () => {
  expect(looks({}, [0, 24, 80, 1_000, 45 * 24])).toEqual([3, 3, 10, 48, undefined]);
  expect(looks({ inTransitAt: null }, [80, 14 * 24])).toEqual([10, undefined]);
});

test.each([
  ['arrived', { deliveredAt: '2026-11-05T18:00:00Z' }],
  ['was picked up', { displayStatus: 'PICKED_UP' }],
  ['was lost', { displayStatus: 'NOT_DELIVERED' }],
  ['was cancelled', { status: 'CANCELLED' }],
  ['was handed over', { trackingInfo: [] }],
] as const)('a parcel that %s is not looked at again', (_, given) => {
  expect(looks(given, [24])).toEqual([undefined]);
});

test('so many are kept, those that are waited for longest', () => {
  let pending: readonly Pending[] = [];
  for (let n = 0; n < 5_100; n++) {
    pending = afterReading(pending, `gid://shopify/Order/${n}`, { at: 0, until: n });
  }
  expect(pending).toHaveLength(5_000);
  expect(Math.min(...pending.map(([, , until]) => until))).toBe(100);
});
