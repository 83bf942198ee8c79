import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import type { StoredRecord } from '../../pipeline/log/log.ts';
import { createTopic, numbered, numbersOf, range, totalLag } from '../support/log-helpers.ts';
import { appendNumbers, until } from './chaos.ts';
import { openTestLog, optionsFor } from './place.ts';

test('members join and leave under load: every record is handled, and all is committed', async () => {
  const log = await openTestLog(optionsFor(inject('brokers')));
  const topic = await createTopic(log, { partitions: 6 });
  const seen = new Set<number>();
  const join = (): ReturnType<typeof log.consume> =>
    log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 20,
      concurrency: 2,
      handler: async ({ records }) => {
        await sleep(2);
        for (const { value } of records) seen.add(Number(value));
      },
    });
  const appending = appendNumbers(log, topic);
  const members = [await join()];
  for (let i = 0; i < 4; i += 1) {
    members.push(await join());
    await sleep(200);
    await members.shift()?.stop();
  }
  const acknowledged = await appending.stop();
  await until(() => acknowledged.every((n) => seen.has(n)));
  for (const member of members) {
    await member.stop();
    await member.done;
  }
  expect(acknowledged.length).toBeGreaterThan(100);
  expect(await totalLag(log, topic)).toBe(0);
  await log.close();
});

test('a handler may take longer than the session', async () => {
  const tuning = { sessionMs: 1_500, heartbeatMs: 200 };
  const log = await openTestLog(optionsFor(inject('brokers')), tuning);
  const topic = await createTopic(log, { partitions: 1 });
  await log.append(topic, numbered(10));
  const seen: StoredRecord[] = [];
  const handled = Promise.withResolvers<boolean>();
  const consumer = await log.consume({
    group: 'readers',
    topics: [topic],
    maxRecords: 10,
    handler: async ({ records }, { signal }) => {
      seen.push(...records);
      await sleep(4_000);
      handled.resolve(signal.aborted);
    },
  });
  expect(await handled.promise).toBe(false);
  await until(async () => (await totalLag(log, topic)) === 0);
  await consumer.stop();
  await consumer.done;
  expect(numbersOf(seen)).toEqual(range(0, 10));
  await log.close();
});

test('a handler is told that others join, and its batch comes again if it gives up', async () => {
  const log = await openTestLog(optionsFor(inject('brokers')));
  const topic = await createTopic(log, { partitions: 2 });
  const seen = new Set<number>();
  const aborted = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  let first = true;
  const options = {
    group: 'readers',
    topics: [topic],
    maxRecords: 100,
    handler: async (
      { records }: { records: Iterable<StoredRecord> },
      { signal }: { signal: AbortSignal },
    ) => {
      if (first) {
        first = false;
        entered.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        aborted.resolve();
        throw new Error('given up');
      }
      for (const { value } of records) seen.add(Number(value));
    },
  };
  const one = await log.consume(options);
  await log.append(topic, numbered(50));
  await entered.promise;
  const two = await log.consume(options);
  await aborted.promise;
  await until(() => seen.size === 50);
  for (const member of [one, two]) {
    await member.stop();
    await member.done;
  }
  expect(await totalLag(log, topic)).toBe(0);
  await log.close();
});

test('what is given up when others join is read again, though later records were fetched before', async () => {
  const log = await openTestLog(optionsFor(inject('brokers')));
  const topic = await createTopic(log, { partitions: 4 });
  const seen = new Set<number>();
  let givenUp = 0;
  const join = (): ReturnType<typeof log.consume> =>
    log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 5,
      concurrency: 2,
      handler: async ({ records }, { signal }) => {
        await sleep(20);
        if (signal.aborted) {
          givenUp += 1;
          throw new Error('given up');
        }
        for (const { value } of records) seen.add(Number(value));
      },
    });
  const numbers = range(0, 3_000);
  await log.append(topic, numbered(numbers.length));
  const members = [await join()];
  for (let i = 0; i < 3; i += 1) {
    await sleep(200);
    members.push(await join());
  }
  await until(() => seen.size === numbers.length);
  expect(givenUp).toBeGreaterThan(0);
  for (const member of members) await member.stop();
  await Promise.allSettled(members.map(({ done }) => done));
  await log.close();
});

test('a project sees neither topics nor groups of another', async () => {
  const [one, other] = [optionsFor(inject('brokers')), optionsFor(inject('brokers'))];
  const [log, elsewhere] = [await openTestLog(one), await openTestLog(other)];
  const topic = await createTopic(log);
  await log.append(topic, numbered(3));
  await expect(elsewhere.lag('readers', [topic])).rejects.toThrow(topic);
  await elsewhere.createTopics([{ name: topic, partitions: 1, cleanup: 'delete' }]);
  expect(await totalLag(elsewhere, topic)).toBe(0);
  expect(await totalLag(log, topic)).toBe(3);
  await Promise.all([log.close(), elsewhere.close()]);
});
