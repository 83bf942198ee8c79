import { expect, test } from 'vitest';
import { pageSizes, PageSize } from '../../../../connectors/shopify/orders/page-size.ts';

test('a request asks for as many orders as 1,000 points allow', () => {
  const page = new PageSize(5);
  expect(page.size).toBe(5);
  page.learn(5, undefined, false);
  expect(page.size).toBe(5);
  page.learn(5, 620, false);
  expect(page.size).toBe(8);
  page.learn(8, 8, false);
  expect(page.size).toBe(250);
  page.learn(250, 1_000_000, false);
  expect(page.size).toBe(1);
});

test('once points are scarce requests stay small', () => {
  const page = new PageSize(5);
  page.learn(5, 620, true);
  expect(page.size).toBe(3);
  page.learn(3, 372, false);
  expect(page.size).toBe(3);
});

test('each operation has its own size', () => {
  const size = pageSizes(5);
  size('A').learn(1, 100, false);
  expect([size('A').size, size('B').size]).toEqual([10, 5]);
});
