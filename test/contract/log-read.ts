import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LogError, type StoredRecord } from '../../pipeline/log/log.ts';
import {
  collect,
  createTopic,
  numbered,
  numbersOf,
  range,
  readAll,
} from '../support/log-helpers.ts';
import type { LogUnderTest } from './log.ts';

export function readCases(given: () => LogUnderTest): void {
  test('reads what a topic holds, in offset order within each partition, without a group', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, [{ key: 'first', value: '-1', headers: { schema: '1.0' } }]);
    for (let i = 0; i < 5; i += 1) await log.append(topic, numbered(50, i * 50));
    const seen = await readAll(log, topic);
    expect(numbersOf(seen)).toEqual(range(-1, 250));
    expect(seen.find(({ key }) => key === 'first')?.headers).toEqual({ schema: '1.0' });
    const partitions = Map.groupBy(seen, ({ partition }) => partition);
    expect(partitions.size).toBeGreaterThan(1);
    for (const records of partitions.values()) {
      const offsets = records.map(({ offset }) => offset);
      expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
      expect(records.map(({ value }) => Number(value))).toEqual(numbersOf(records));
    }
    expect(numbersOf(await readAll(log, topic))).toEqual(range(-1, 250));
    expect(numbersOf(await collect(log, topic, 251))).toEqual(range(-1, 250));
  });

  test('reads more than fits in one piece in several, none of them empty', async () => {
    const { log } = given();
    const topic = await createTopic(log, { partitions: 1 });
    const value = 'x'.repeat(300_000);
    for (let i = 0; i < 4; i += 1) {
      await log.append(topic, [
        { key: `a${i}`, value },
        { key: `b${i}`, value },
      ]);
    }
    const sizes: number[] = [];
    for await (const chunk of log.read(topic)) sizes.push(chunk.length);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(8);
  });

  test('reads one partition, between offsets', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, numbered(60));
    const all = await readAll(log, topic);
    const partition = all[0]?.partition ?? 0;
    const own = all.filter((record) => record.partition === partition);
    expect(await readAll(log, topic, { partition })).toEqual(own);
    const [from, to] = [own[2]?.offset ?? 0, own[5]?.offset ?? 0];
    const some = await readAll(log, topic, { partition, fromOffset: from, toOffset: to });
    expect(some).toEqual(own.slice(2, 5));
    expect(await readAll(log, topic, { fromOffset: from, toOffset: to })).toEqual(
      all.filter(({ offset }) => offset >= from && offset < to),
    );
    expect(await readAll(log, topic, { partition, fromOffset: to, toOffset: from })).toEqual([]);
    const last = own.at(-1)?.offset ?? 0;
    expect(await readAll(log, topic, { partition, fromOffset: last + 1 })).toEqual([]);
  });

  test('reads what was appended in a span of time', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    for (let i = 0; i < 3; i += 1) {
      await log.append(topic, numbered(10, i * 10));
      await sleep(10);
    }
    const all = await readAll(log, topic);
    const timeOf = (first: number) =>
      Math.min(
        ...all
          .filter(({ value }) => Number(value) >= first && Number(value) < first + 10)
          .map(({ timestamp }) => timestamp),
      );
    const [middle, late] = [timeOf(10), timeOf(20)];
    const between = await readAll(log, topic, { fromTime: middle, toTime: late });
    expect(numbersOf(between)).toEqual(range(10, 20));
    expect(numbersOf(await readAll(log, topic, { fromTime: late }))).toEqual(range(20, 30));
    expect(numbersOf(await readAll(log, topic, { toTime: middle }))).toEqual(range(0, 10));
    expect(await readAll(log, topic, { fromTime: Date.now() + 3_600_000 })).toEqual([]);
    const first = all.find(({ value }) => value === '20');
    const both = await readAll(log, topic, { fromTime: late, toOffset: first?.offset ?? 0 });
    expect(both.every(({ offset }) => offset < (first?.offset ?? 0))).toBe(true);
  });

  test('an empty topic has nothing to read', async () => {
    const { log } = given();
    expect(await readAll(log, await createTopic(log))).toEqual([]);
  });

  test('names an unknown topic that is to be read', async () => {
    const { log } = given();
    await expect(readAll(log, 'no-such-topic')).rejects.toThrow(/no-such-topic/);
    await expect(readAll(log, 'no-such-topic')).rejects.toThrow(LogError);
  });

  test('ends although records are appended meanwhile', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, numbered(20));
    const reading = log.read(topic);
    const seen: StoredRecord[] = [];
    for await (const chunk of reading) {
      seen.push(...chunk);
      await log.append(topic, numbered(20, 1000));
    }
    expect(numbersOf(seen)).toEqual(range(0, 20));
  });

  test('can be left before its end', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, numbered(20));
    for await (const chunk of log.read(topic)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await readAll(log, topic)).toHaveLength(20);
  });

  test('of a compacted topic reads at least the newest record of each key, in order', async () => {
    const under = given();
    const topic = await createTopic(under.log, { cleanup: 'compact' });
    for (let i = 0; i < 5; i += 1) await under.log.append(topic, numbered(10, i * 10));
    await under.place.compact?.(under.log);
    const newest = new Map<string, string | null>();
    for (const { key, value } of await readAll(under.log, topic)) newest.set(key, value);
    expect([...newest.values()].map(Number).toSorted((a, b) => a - b)).toEqual(range(40, 50));
  });
}
