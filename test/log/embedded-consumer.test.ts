import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbeddedLog, type EmbeddedLog } from '../../pipeline/log/embedded/embedded-log.ts';
import { createTopic, numbered, numbersOf, range } from '../support/log-helpers.ts';

let dir: string;
let log: EmbeddedLog;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'goalstream-consumer-'));
  log = await openEmbeddedLog({ dir });
});

afterEach(async () => {
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});

test('what comes while a batch waits for its turn goes with it', async () => {
  const first = await createTopic(log, { partitions: 1 });
  const second = await createTopic(log, { partitions: 1 });
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const rest = Promise.withResolvers<readonly number[]>();
  await log.append(first, numbered(1));
  const consumer = await log.consume({
    group: 'readers',
    topics: [first, second],
    maxRecords: 100,
    handler: async ({ topic, records }) => {
      if (topic === second) rest.resolve(numbersOf([...records]));
      else entered.resolve();
      await gate.promise;
    },
  });
  await entered.promise;
  for (const n of range(0, 5)) await log.append(second, numbered(1, n));
  gate.resolve();
  expect(await rest.promise).toEqual(range(0, 5));
  await consumer.stop();
});

test('few records of several partitions are one batch, many are handled side by side', async () => {
  const topic = await createTopic(log, { partitions: 4 });
  const keyed = (count: number) => range(0, count).map((n) => ({ key: `k${n}`, value: `${n}` }));
  const batches: number[] = [];
  let gate = Promise.withResolvers<void>();
  let entered = Promise.withResolvers<void>();
  let wanted = 1;
  await log.append(topic, keyed(200));
  const consumer = await log.consume({
    group: 'readers',
    topics: [topic],
    maxRecords: 2_000,
    concurrency: 2,
    handler: async ({ records }) => {
      batches.push(records.length);
      if (batches.length === wanted) entered.resolve();
      await gate.promise;
    },
  });
  await entered.promise;
  expect(batches).toEqual([200]);
  wanted = 3;
  entered = Promise.withResolvers<void>();
  await log.append(topic, keyed(20_000));
  gate.resolve();
  gate = Promise.withResolvers<void>();
  await entered.promise;
  gate.resolve();
  await consumer.stop();
});
