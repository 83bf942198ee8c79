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
  const say = (_details: object, message: string) => void errors.push(message);
  const log = { error: say, warn: say };
  const { ended } = await keepRunning({ name: 'processor', start, log, signal: stop.signal });
  threads[0]?.fail(new Error('the store is away'));
  await started.promise;
  stop.abort();
  await ended;
  expect(errors).toEqual(['stopped by an error and is started again']);
  expect(threads.map(({ stops }) => stops())).toEqual([0, 1]);
});

test('what is told to stop while it starts is not waited for, and its error is no failure', async () => {
  const stop = new AbortController();
  const start = (signal: AbortSignal): Promise<Running> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped before it ran')));
    });
  const errors: string[] = [];
  const say = (_details: object, message: string) => void errors.push(message);
  const log = { error: say, warn: say };
  const keeping = keepRunning({ name: 'processor', start, log, signal: stop.signal });
  stop.abort();
  await (
    await keeping
  ).ended;
  expect(errors).toEqual([]);
});

test('work that a stop leaves undone is told, and nothing is started again', async () => {
  const { promise, reject } = Promise.withResolvers<void>();
  const running: Running = {
    done: promise,
    stop: () => {
      reject(new Error('7 records were not finished'));
      return promise;
    },
  };
  let starts = 0;
  const start = (): Promise<Running> => {
    starts += 1;
    return Promise.resolve(running);
  };
  const stop = new AbortController();
  const failures: string[] = [];
  const log = { error: () => undefined, warn: () => undefined };
  const onFailure = (error: unknown): void => void failures.push(String(error));
  const { ended } = await keepRunning({
    name: 'processor',
    start,
    log,
    signal: stop.signal,
    onFailure,
  });
  stop.abort();
  await ended;
  expect({ starts, failures }).toEqual({
    starts: 1,
    failures: ['Error: 7 records were not finished'],
  });
});
