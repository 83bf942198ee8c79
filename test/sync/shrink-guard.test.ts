import { expect, test } from 'vitest';
import { shrinkReason, USUAL_SHRINK, type SetOutlook } from '../../pipeline/sync/shrink-guard.ts';

const outlook = (some: Partial<SetOutlook>): SetOutlook => ({
  before: 100,
  stale: 0,
  fresh: 0,
  present: 100,
  gone: [],
  ...some,
});

test.each([
  ['nothing is deleted', outlook({ gone: ['feb.csv'] }), /may go on/],
  ['half of it', outlook({ stale: 50, present: 50 }), /may go on/],
  ['more than half', outlook({ stale: 51, present: 49 }), /49 of 100 facts left/],
  ['few facts', outlook({ before: 21, stale: 19, present: 2 }), /may go on/],
  ['as many facts of it', outlook({ before: 22, stale: 20, present: 2 }), /2 of 22/],
  ['as many came as went', outlook({ stale: 90, fresh: 80, present: 90 }), /may go on/],
  ['nothing is left of three', outlook({ before: 3, stale: 3, present: 0 }), /nothing any more/],
  ['a file is gone', outlook({ stale: 1, present: 99, gone: ['feb.csv'] }), /feb\.csv is gone/],
  [
    'many files are gone',
    outlook({ stale: 1, present: 99, gone: ['1', '2', '3', '4'] }),
    /1, 2, 3 and 1 more are gone/,
  ],
])('a whole set: %s', (_, loss, says) => {
  expect(shrinkReason(loss, 'whole', USUAL_SHRINK) ?? 'may go on').toMatch(says);
});

test('a large set may become empty where it was small, and an order always', () => {
  const small = outlook({ before: 3, stale: 3, present: 0 });
  const large = outlook({ before: 30, stale: 30, present: 0 });
  expect(shrinkReason(small, 'large', USUAL_SHRINK)).toBeUndefined();
  expect(shrinkReason(large, 'large', USUAL_SHRINK)).toMatch(/0 of 30/);
  expect(shrinkReason(large, 'none', USUAL_SHRINK)).toBeUndefined();
});

test('the connection sets another share', () => {
  const loss = outlook({ stale: 30, present: 70 });
  expect(shrinkReason(loss, 'whole', { share: 0.25, atLeast: 30 })).toMatch(/more than 25 % less/);
  expect(shrinkReason(loss, 'whole', { share: 0.25, atLeast: 31 })).toBeUndefined();
});
