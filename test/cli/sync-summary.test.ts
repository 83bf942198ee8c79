import { expect, test } from 'vitest';
import { troubleOf } from '../../pipeline/cli/stream-troubles.ts';
import { describe as told, isWhole, summaryOf } from '../../pipeline/cli/sync-summary.ts';
import { limitsOf } from '../../pipeline/config/connection-limits.ts';
import type { Freshness } from '../../schemas/attainment.ts';

const COUNTS = {
  records: 3,
  appended: 1,
  unchanged: 2,
  deleted: 0,
  rejected: 0,
  repeated: 0,
  contradicted: 0,
};
const stream = (more: Partial<Freshness>): Freshness => ({
  connection: 'shop',
  stream: 'sale',
  state: 'succeeded',
  counts: COUNTS,
  ...more,
});

test.each([
  ['all was read', stream({}), true, undefined],
  ['a few were rejected', stream({ counts: { ...COUNTS, rejected: 1 } }), false, 'warning'],
  ['some stand from earlier', stream({ standing: 2 }), false, 'warning'],
  ['too many were rejected', stream({ state: 'partial', message: '2 of 3' }), false, 'error'],
  ['it failed', stream({ state: 'failed', message: 'no file' }), false, 'error'],
])('exit code and doctor tell the truth: %s', (_, freshness, whole, level) => {
  expect(isWhole(summaryOf('shop', [freshness]))).toBe(whole);
  expect(troubleOf(freshness)?.level).toBe(level);
});

test('a summary names what was rejected, what stands and what is to be known', () => {
  const partial = stream({
    state: 'partial',
    message: '1 of 4 records were rejected',
    counts: { ...COUNTS, rejected: 1 },
    rejects: [{ place: 's.csv:3', reason: 'no number' }],
    warnings: ['2 records are in two files'],
    standing: 5,
  });
  expect(told(summaryOf('shop', [partial]))).toBe(
    [
      'synced shop: sale 1 new or changed, 2 unchanged, 1 rejected, partial: 1 of 4 records were rejected',
      '  to know: 2 records are in two files',
      '  rejected s.csv:3: no number',
      '  5 rejected earlier, not read again since',
    ].join('\n'),
  );
});

test('a connection says how much it may lose and reject', () => {
  expect(limitsOf({ connector: 'csv' })).toEqual({});
  expect(limitsOf({ connector: 'csv', shrink: 'refuse' })).toEqual({});
  expect(limitsOf({ connector: 'csv', shrink: 'allow', rejectedShare: 0.2 })).toEqual({
    shrink: 'allow',
    rejectedShare: 0.2,
  });
  expect(limitsOf({ connector: 'csv', shrink: { share: 0.8 } })).toEqual({
    shrink: { share: 0.8, atLeast: 20 },
  });
});

test('a sync that failed is never told as synced', () => {
  const failed = stream({ state: 'failed', message: 'no file' });
  expect(told(summaryOf('shop', [failed]))).toBe(
    'could not sync shop: sale failed (what could be read: 1 new or changed, 0 deleted): no file',
  );
  expect(told(summaryOf('shop', [failed, stream({})]))).toMatch(/^synced shop in part: /);
});
