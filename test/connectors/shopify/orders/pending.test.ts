import { expect, test } from 'vitest';
import { dayReader } from '../../../../connectors/local-day.ts';
import type { Pending } from '../../../../connectors/shopify/orders/cursor.ts';
import {
  afterReading,
  dueNow,
  stillWaiting,
} from '../../../../connectors/shopify/orders/pending.ts';

const dayOf = dayReader('Europe/Copenhagen');
const at = (time: string) => Date.parse(time);
const LATE = at('2026-12-24T00:00:00Z');

test('an order comes in, stays as it is, and goes out', () => {
  const one = afterReading([], 'gid://shopify/Order/7', { at: 0, until: 5 });
  expect(one).toEqual([['7', 0, 5]]);
  expect(afterReading(one, 'gid://shopify/Order/7', { at: 0, until: 5 })).toBe(one);
  expect(afterReading(one, 'gid://shopify/Order/8', undefined)).toBe(one);
  expect(afterReading(one, 'gid://shopify/Order/7', undefined)).toEqual([]);
});

test('a journey is due at once, a promise from the next local day on', () => {
  const promise = at('2026-11-05T12:00:00Z');
  const pending: Pending[] = [
    ['1', 0, LATE],
    ['2', promise, LATE],
  ];
  const due = (now: string) => dueNow(pending, at(now), dayOf);
  expect(due('2026-11-05T22:59:59Z')).toEqual(['gid://shopify/Order/1']);
  expect(due('2026-11-05T23:00:00Z')).toEqual(['gid://shopify/Order/1', 'gid://shopify/Order/2']);
  expect(due('2026-12-25T00:00:00Z')).toEqual([]);
  expect(stillWaiting(pending, LATE + 1)).toEqual([]);
});

test('so many are kept, those that are waited for longest', () => {
  let pending: readonly Pending[] = [];
  for (let n = 0; n < 2_100; n++) {
    pending = afterReading(pending, `gid://shopify/Order/${n}`, { at: 0, until: n });
  }
  expect(pending).toHaveLength(2_000);
  expect(Math.min(...pending.map(([, , until]) => until))).toBe(100);
});
