import { expect, test } from 'vitest';
import { newTally, resultOf } from '../../pipeline/sync/stream-result.ts';

const { signal } = new AbortController();

/** What a run comes to that read and rejected so many records of a stream with so many facts. */
function judged(records: number, rejected: number, facts: number) {
  const tally = newTally();
  Object.assign(tally.counts, { records, rejected });
  Object.assign(tally.standing, { facts });
  return resultOf('sales', tally, { signal });
}

test('a run that only tried rejected records again is not whole, and has not failed', () => {
  expect(judged(0, 1, 5_000)).toMatchObject({
    state: 'partial',
    error: '1 of 1 records were rejected',
  });
  expect(judged(0, 1, 0)).toMatchObject({ state: 'failed', error: 'all 1 records were rejected' });
  expect(judged(200, 1, 5_000)).toMatchObject({ state: 'succeeded' });
});
