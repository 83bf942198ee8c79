import { expect, test } from 'vitest';
import { readInstant, readRange } from '../../pipeline/replay/range.ts';

const ZONE = 'Europe/Copenhagen';

test.each([
  ['2026-03-09T14:00:00Z', '2026-03-09T14:00:00.000Z'],
  ['2026-03-09T14:00+02:00', '2026-03-09T12:00:00.000Z'],
  ['2026-03-09 14:00:30.5 +01', '2026-03-09T13:00:30.500Z'],
  ['2026-03-09T14:00+0530', '2026-03-09T08:30:00.000Z'],
])('%s is %s, and no zone is assumed', (from, instant) => {
  expect(readRange({ from }, ZONE)).toEqual({ range: { fromTime: Date.parse(instant) } });
});

test.each([
  ['2026-03-09', '2026-03-08T23:00:00.000Z'],
  ['2026-07-09', '2026-07-08T22:00:00.000Z'],
  ['2026-03-09 14:00', '2026-03-09T13:00:00.000Z'],
  ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25T02:30:15', '2026-10-25T00:30:15.000Z'],
])('%s is local to the business: %s, and that is said', (to, instant) => {
  expect(readRange({ to }, ZONE)).toEqual({
    range: { toTime: Date.parse(instant) },
    assumedZone: ZONE,
  });
});

test('offsets, a partition, and both kinds of bounds', () => {
  expect(readRange({ from: '10', to: '2026-03-09T00:00Z', partition: 2 }, ZONE)).toEqual({
    range: { fromOffset: 10, toTime: Date.parse('2026-03-09T00:00:00Z'), partition: 2 },
  });
  expect(readRange({}, ZONE)).toEqual({ range: {} });
});

test.each(['yesterday', '-1', '1e3', '2026-02-30', '2026-03-09T25:00Z', '2026-03-09T10', ''])(
  'refuses %j with a mend',
  (from) => {
    expect(() => readRange({ from }, ZONE)).toThrow('neither an offset nor a time');
  },
);

test('refuses an empty range, and an offset where a time is needed', () => {
  expect(() => readRange({ from: '5', to: '5' }, ZONE)).toThrow('empty');
  expect(() => readRange({ from: '2026-03-09', to: '2026-03-08' }, ZONE)).toThrow('empty');
  expect(() => readInstant('--since', '5', ZONE)).toThrow('--since is "5", which is no time');
});
