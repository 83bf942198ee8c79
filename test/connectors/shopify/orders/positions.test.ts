import fc from 'fast-check';
import { expect, test } from 'vitest';
import { positionsOf } from '../../../../connectors/shopify/orders/positions.ts';

test('sorted times are positions of the orders before them', () => {
  expect(positionsOf([1, 2, 3], true)).toEqual([2, 3, 3]);
  expect(positionsOf([1, 2, 3], false)).toEqual([2, 3, undefined]);
  expect(positionsOf([], true)).toEqual([]);
});

test('an order that the search found by an older time moves nothing', () => {
  expect(positionsOf([1, 900, 2, 3], false)).toEqual([2, 2, 3, undefined]);
});

test('property: no order that is still to come is before a position', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.boolean(), (times, last) => {
      for (const [index, position] of positionsOf(times, last).entries()) {
        const later = times.slice(index + 1);
        expect(later.every((time) => position === undefined || time >= position)).toBe(true);
      }
    }),
  );
});
