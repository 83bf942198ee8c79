import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import type { Batch, ConsumeOptions, HandlerContext } from '../../pipeline/log/log.ts';
import { createTopic, numbered, totalLag } from '../support/log-helpers.ts';
import { until } from './chaos.ts';
import { openTestLog, optionsFor } from './place.ts';

/** How long a stop may take at most, ms, with the limits of the tests below. */
const LIMIT_MS = 8_000;

function inTime(stopping: Promise<unknown>): Promise<string> {
  return Promise.race([stopping.then(() => 'stopped'), sleep(LIMIT_MS, 'too late')]);
}

/** A handler that works until it is released, and knows what it was given. */
function slowHandler() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const given: Batch[] = [];
  const signals: AbortSignal[] = [];
  const handler = async (batch: Batch, { signal }: HandlerContext): Promise<void> => {
    given.push(batch);
    signals.push(signal);
    await promise;
  };
  return { handler, given, signals, release: resolve };
}

test('a member stops, and a new one gives up, while the group waits for another member', async () => {
  const options = optionsFor(inject('brokers'));
  const log = await openTestLog(options);
  const joining = await openTestLog(options);
  const topic = await createTopic(log, { partitions: 2 });
  const slow = slowHandler();
  const as = (handler: ConsumeOptions['handler']): ConsumeOptions => {
    return { group: 'readers', topics: [topic], maxRecords: 100, handler };
  };
  const busy = await log.consume(as(slow.handler));
  await log.append(topic, numbered(50));
  await until(() => slow.given.length > 0);
  const second = joining.consume(as(async () => undefined));
  second.catch(() => undefined);
  await until(() => slow.signals.every(({ aborted }) => aborted));
  expect(await inTime(joining.close())).toBe('stopped');
  await expect(second).rejects.toMatchObject({ name: 'LogError' });
  slow.release();
  await busy.stop();
  await log.close();
});

test('a member that joins anew stops while the group waits for another one', async () => {
  const options = optionsFor(inject('brokers'));
  const log = await openTestLog(options);
  const waiting = await openTestLog(options);
  const joining = await openTestLog(options);
  const topic = await createTopic(log, { partitions: 4 });
  const slow = slowHandler();
  const as = (handler: ConsumeOptions['handler']): ConsumeOptions => {
    return { group: 'readers', topics: [topic], maxRecords: 100, handler };
  };
  const idle = await waiting.consume(as(async () => undefined));
  const busy = await log.consume(as(slow.handler));
  await log.append(topic, numbered(400));
  await until(() => slow.given.length > 0);
  const third = joining.consume(as(async () => undefined));
  third.catch(() => undefined);
  await until(() => slow.signals.every(({ aborted }) => aborted));
  await sleep(1_500);
  expect(await inTime(idle.stop())).toBe('stopped');
  await idle.done;
  slow.release();
  const last = await third;
  await until(async () => (await totalLag(log, topic)) === 0);
  await Promise.all([last.stop(), busy.stop()]);
  await Promise.all([log.close(), waiting.close(), joining.close()]);
});

test('a batch that does not end in time is given up uncommitted, and the next member gets it', async () => {
  const options = optionsFor(inject('brokers'));
  const log = await openTestLog(options, { stopMs: 500 });
  const topic = await createTopic(log, { partitions: 1 });
  const slow = slowHandler();
  const seen: number[] = [];
  const as = (handler: ConsumeOptions['handler']): ConsumeOptions => {
    return { group: 'readers', topics: [topic], maxRecords: 100, handler };
  };
  const leaving = await log.consume(as(slow.handler));
  await log.append(topic, numbered(10));
  await until(() => slow.given.length > 0);
  expect(await inTime(leaving.stop())).toBe('stopped');
  await expect(leaving.done).rejects.toMatchObject({ name: 'LogError', retry: true });
  slow.release();
  const next = await log.consume(
    as(async ({ records }) => void seen.push(...Array.from(records, ({ value }) => Number(value)))),
  );
  await until(() => seen.length === 10);
  await next.stop();
  expect(await totalLag(log, topic)).toBe(0);
  await log.close();
});

test('a member that rests leaves its group though its fetch waits', async () => {
  const options = optionsFor(inject('brokers'));
  const long = { fetchWaitMs: 90_000, sessionMs: 120_000, rebalanceMs: 120_000 };
  const log = await openTestLog(options, long);
  const topic = await createTopic(log, { partitions: 1 });
  const seen: number[] = [];
  const readers: ConsumeOptions = {
    group: 'readers',
    topics: [topic],
    maxRecords: 100,
    handler: async ({ records }) =>
      void seen.push(...Array.from(records, ({ value }) => Number(value))),
  };
  const resting = await log.consume(readers);
  await log.append(topic, numbered(1));
  await until(() => seen.length === 1);
  await resting.stop();
  const next = await log.consume(readers);
  await log.append(topic, numbered(2));
  await until(() => seen.length >= 3);
  await next.stop();
  expect(seen).toEqual([0, 0, 1]);
  await log.close();
});
