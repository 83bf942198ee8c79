import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import type { Log } from '../../pipeline/log/log.ts';
import { factMessages } from '../bench/facts.ts';
import { openTestLog, optionsFor } from './place.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let log: Log;
let records = 0;
let bytes = 0;
beforeEach(async () => {
  log = await openTestLog(optionsFor(inject('brokers')));
  await log.createTopics([{ name: 'facts', partitions: 12, cleanup: 'delete' }]);
  for (const messages of factMessages({ facts: 300_000, seed: 1 })) {
    records += messages.length;
    bytes += messages.reduce((sum, { value }) => sum + value.length, 0);
    await log.append('facts', messages);
  }
});
afterEach(() => log.close());

/** Bytes in use; freed buffers are given back a turn after their objects went. */
async function held(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    collectGarbage();
    await sleep(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('while the handler waits for a slow store, only a part of the backlog is read', async () => {
  const gate = Promise.withResolvers<void>();
  let seen = 0;
  const all = Promise.withResolvers<void>();
  const before = await held();
  const consumer = await log.consume({
    group: 'slow',
    topics: ['facts'],
    maxRecords: 5_000,
    concurrency: 2,
    handler: async (batch) => {
      await gate.promise;
      seen += batch.records.length;
      if (seen >= records) all.resolve();
    },
  });
  let most = 0;
  for (let look = 0; look < 10; look++) {
    await sleep(300);
    most = Math.max(most, (await held()) - before);
  }
  gate.resolve();
  await Promise.race([all.promise, consumer.done]);
  await consumer.stop();
  expect(seen).toBe(records);
  expect(most).toBeLessThan(bytes / 2);
  console.log(`${Math.round(most / 1e6)} MB of a backlog of ${Math.round(bytes / 1e6)} MB held`);
});
