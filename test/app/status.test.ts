import { expect, test } from 'vitest';
import { stageStatus } from '../../pipeline/app/status.ts';
import type { Worker } from '../../pipeline/app/workers.ts';
import { catchUp } from '../../pipeline/cli/status.ts';

const lag = [
  { topic: 'facts.sale', partition: 0, end: 1_500, committed: 500 },
  { topic: 'facts.sale', partition: 1, end: 900, committed: 900 },
];

function worker(perSecond: number, at: number): Worker {
  return {
    id: `w${at}`,
    host: 'h',
    pid: 1,
    roles: ['attribute'],
    startedAt: 0,
    at,
    stages: {
      attribute: {
        records: 10,
        batches: 1,
        busyMs: 3,
        perSecond,
        lastBatch: { at, records: 10, ms: 3 },
      },
    },
  };
}

test('what waits is divided by what all workers do', () => {
  expect(stageStatus('attribute', lag, [worker(60, 1), worker(40, 2)])).toMatchObject({
    behind: 1_000,
    perSecond: 100,
    secondsLeft: 10,
    lastBatch: { at: 2 },
  });
});

test('where nothing moves there is no estimate', () => {
  const status = stageStatus('attribute', lag, []);
  expect(status).not.toHaveProperty('secondsLeft');
  expect(catchUp(status)).toBe('–');
});

const none = { records: 0, batches: 0, busyMs: 0 };

test.each([
  [0, undefined, 'now'],
  [10, 59, '59 s'],
  [10, 61, '2 min'],
  [10, 7_260, '2 h 1 min'],
])('%i waiting with %s s left is said as %s', (behind, secondsLeft, said) => {
  const left = secondsLeft === undefined ? {} : { secondsLeft };
  expect(
    catchUp({ stage: 'attribute', behind, perSecond: 1, handled: none, partitions: [], ...left }),
  ).toBe(said);
});
