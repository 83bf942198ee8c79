import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  connectEmbeddedLog,
  type EmbeddedLog,
  openEmbeddedLog,
} from '../../pipeline/log/embedded/embedded-log.ts';
import {
  collect,
  createTopic,
  numbered,
  numbersOf,
  range,
  totalLag,
} from '../support/log-helpers.ts';

const never = (): Promise<void> => new Promise(() => undefined);

let dir: string;
let log: EmbeddedLog;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'log-'));
  log = await openEmbeddedLog({ dir, retainMs: 0 });
});
afterEach(async () => {
  await log.close();
  await rm(dir, { recursive: true });
});

test('another connection uses the same log; its close leaves the log open', async () => {
  const other = connectEmbeddedLog(log.port());
  const topic = await createTopic(log);
  await other.append(topic, numbered(10));
  expect(numbersOf(await collect(log, topic, 10))).toEqual(range(0, 10));
  await other.close();
  await log.append(topic, numbered(1));
  expect(await totalLag(log, topic)).toBe(1);
});

test('a consumer whose port closes gives its partitions to the others', async () => {
  const port = log.port();
  const other = connectEmbeddedLog(port);
  const topic = await createTopic(log, { partitions: 2 });
  await other.consume({ group: 'readers', topics: [topic], maxRecords: 5, handler: never });
  await log.append(topic, numbered(40));
  port.close();
  expect(numbersOf(await collect(log, topic, 40))).toEqual(range(0, 40));
});

test('closing the log refuses what connected logs ask then', async () => {
  const other = connectEmbeddedLog(log.port());
  const topic = await createTopic(log);
  const done = (
    await other.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 1,
      handler: () => Promise.resolve(),
    })
  ).done;
  await log.close();
  await expect(done).rejects.toThrow(/closed/);
  await expect(other.append(topic, numbered(1))).rejects.toThrow(/closed/);
});

test('a second opener is refused while the log is open', async () => {
  await expect(openEmbeddedLog({ dir })).rejects.toThrow(/in use by another process/);
});

test('consumed tombstones go, the newest values stay', async () => {
  const topic = await createTopic(log, { cleanup: 'compact', partitions: 1 });
  await log.append(topic, [...numbered(5), { key: 'k1', value: null }]);
  await collect(log, topic, 5);
  await new Promise((resolve) => void setTimeout(resolve, 5));
  expect(await log.trim()).toBe(1);
  expect([...(await log.latestByKey(topic)).keys()].toSorted()).toEqual(['k0', 'k2', 'k3', 'k4']);
  expect(await totalLag(log, topic, 'new')).toBeGreaterThan(0);
  expect(numbersOf(await collect(log, topic, 4, { group: 'new' }))).toEqual([0, 2, 3, 4]);
  expect(await totalLag(log, topic, 'new')).toBe(0);
});

test('a batch of much text crosses threads in pieces and comes as one', async () => {
  const topic = await createTopic(log, { partitions: 1 });
  const text = 'x'.repeat(300_000);
  await log.append(
    topic,
    Array.from({ length: 30 }, (_, n) => ({ key: `${n}`, value: `${n}${text}` })),
  );
  const sizes: number[] = [];
  const seen: number[] = [];
  const consumer = await log.consume({
    group: 'readers',
    topics: [topic],
    maxRecords: 29,
    handler: async ({ records }) => {
      sizes.push(records.length);
      seen.push(...Array.from(records, ({ offset }) => offset));
    },
  });
  await expect.poll(() => totalLag(log, topic)).toBe(0);
  await consumer.stop();
  expect(sizes).toEqual([29, 1]);
  expect(seen).toEqual(range(0, 30));
});
