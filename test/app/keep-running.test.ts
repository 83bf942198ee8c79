import { expect, test } from 'vitest';
import { keepRunning, type Running } from '../../pipeline/app/keep-running.ts';

function thread() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let stops = 0;
  const it: Running = {
    done: promise,
    stop: () => {
      stops += 1;
      resolve();
      return promise;
    },
  };
  return { it, fail: reject, stops: () => stops };
}

test('a processor that fails is started again, and the last one is stopped', async () => {
  const threads = [thread(), thread()];
  const started = Promise.withResolvers<void>();
  let starts = 0;
  const start = () => {
    const next = threads[starts];
    starts += 1;
    if (starts === 2) started.resolve();
    return next === undefined ? Promise.reject(new Error('too many')) : Promise.resolve(next.it);
  };
  const errors: string[] = [];
  const stop = new AbortController();
  const log = { error: (_details: object, message: string) => void errors.push(message) };
  const { ended } = await keepRunning('processor', start, log, stop.signal);
  threads[0]?.fail(new Error('the store is away'));
  await started.promise;
  stop.abort();
  await ended;
  expect(errors).toEqual(['stopped by an error and is started again']);
  expect(threads.map(({ stops }) => stops())).toEqual([0, 1]);
});
