import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedLog, openEmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';
import { LogError, type StoredRecord } from '../../pipeline/log/log.ts';
import { collect, createTopic, numbered, numbersOf, range } from '../support/log-helpers.ts';

let dir: string;
let log: EmbeddedLog;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'log-'));
  log = await openEmbeddedLog({ dir });
});
afterEach(async () => {
  await log.close();
  await rm(dir, { recursive: true });
});

async function gather(chunks: AsyncIterable<readonly StoredRecord[]>): Promise<StoredRecord[][]> {
  const all: StoredRecord[][] = [];
  for await (const chunk of chunks) all.push([...chunk]);
  return all;
}

test('a search by time passes over more records than one piece looks at', async () => {
  const topic = await createTopic(log, { partitions: 1 });
  await log.append(topic, numbered(45_000));
  await sleep(5);
  await log.append(topic, numbered(10, 45_000));
  const pieces = await gather(log.read(topic));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(5_000);
  const all = pieces.flat();
  expect(all).toHaveLength(45_010);
  const late = await gather(log.read(topic, { fromTime: all[45_000]?.timestamp ?? 0 }));
  expect(numbersOf(late.flat())).toEqual(range(45_000, 45_010));
});

test('begins at what trimming has left', async () => {
  const topic = await createTopic(log, { partitions: 1, retainMs: 0 });
  await log.append(topic, numbered(30));
  await collect(log, topic, 30);
  await sleep(5);
  await log.trim();
  await log.append(topic, numbered(5, 30));
  expect(numbersOf((await gather(log.read(topic))).flat())).toEqual(range(30, 35));
  expect((await gather(log.read(topic, { toOffset: 30 }))).flat()).toEqual([]);
});

test('refuses a partition that there is not, and to read on after close', async () => {
  const topic = await createTopic(log, { partitions: 2 });
  await log.append(topic, numbered(20));
  await expect(gather(log.read(topic, { partition: 2 }))).rejects.toThrow('no partition 2');
  const reading = log.read(topic)[Symbol.asyncIterator]();
  await reading.next();
  await log.close();
  await expect(reading.next()).rejects.toThrow(LogError);
});

test('a consumer of several topics handles no more batches at once than asked', async () => {
  const topics = [await createTopic(log), await createTopic(log), await createTopic(log)];
  for (const topic of topics) await log.append(topic, numbered(30));
  for (const concurrency of [1, 2]) {
    let inHand = 0;
    let most = 0;
    let seen = 0;
    const enough = Promise.withResolvers<void>();
    const consumer = await log.consume({
      group: `g${concurrency}`,
      topics,
      maxRecords: 5,
      concurrency,
      handler: async ({ records }) => {
        inHand += 1;
        most = Math.max(most, inHand);
        await sleep(1);
        inHand -= 1;
        seen += records.length;
        if (seen === 90) enough.resolve();
      },
    });
    await Promise.race([enough.promise, consumer.done]);
    await consumer.stop();
    expect(most).toBe(concurrency);
  }
});
