import { expect, test } from 'vitest';
import { LogError, type StoredRecord } from '../../pipeline/log/log.ts';
import {
  collect,
  createTopic,
  numbered,
  numbersOf,
  range,
  totalLag,
} from '../support/log-helpers.ts';
import type { LogUnderTest } from './log.ts';

const ignore = (): Promise<void> => Promise.resolve();

export function recordCases(given: () => LogUnderTest): void {
  test('keeps the order of appends within a partition', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    for (let i = 0; i < 5; i += 1) await log.append(topic, numbered(50, i * 50));
    const seen = await collect(log, topic, 250, { maxRecords: 7 });
    expect(numbersOf(seen)).toEqual(range(0, 250));
    for (const records of byPartition(seen).values()) {
      expect(records.map(({ offset }) => offset)).toEqual(range(0, records.length));
      expect(records.map(({ value }) => Number(value))).toEqual(numbersOf(records));
    }
  });

  test('puts the records of one key in one partition, and keys in several', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, numbered(100));
    const seen = await collect(log, topic, 100);
    const places = new Set(seen.map(({ key, partition }) => `${key} ${partition}`));
    expect(places.size).toBe(10);
    expect(byPartition(seen).size).toBeGreaterThan(1);
  });

  test('a key stays in its partition after a restart', async () => {
    const under = given();
    const topic = await createTopic(under.log);
    await under.log.append(topic, numbered(10));
    await under.reopen();
    await under.log.append(topic, numbered(10));
    const seen = await collect(under.log, topic, 20);
    expect(new Set(seen.map(({ key, partition }) => `${key} ${partition}`)).size).toBe(10);
  });

  test('gives back text, headers, null and empty values as they were', async () => {
    const { log } = given();
    const topic = await createTopic(log, { partitions: 1 });
    const records = [
      { key: 'å/ß/漢字/🛒', value: '{"navn":"Søren 🎉","nul":"\u0000","line":"\u2028"}' },
      { key: '', value: '' },
      { key: 'headers', value: 'v', headers: { trace: 'ær-1', empty: '' } },
      { key: 'tombstone', value: null },
    ];
    await log.append(topic, records);
    const seen = await collect(log, topic, 4);
    for (const { value, bytes } of seen) {
      const { buffer, start, end } = bytes ?? { buffer: Buffer.from(value ?? ''), start: 0 };
      expect(buffer.toString('utf8', start, end)).toBe(value ?? '');
    }
    const plain = seen.map(({ key, value, headers }) =>
      headers && Object.keys(headers).length > 0 ? { key, value, headers } : { key, value },
    );
    expect(plain).toEqual(records);
  });

  test('keeps big values whole', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    const values = range(0, 6).map((n) => `${n}`.repeat(700_000));
    for (const [n, value] of values.entries()) await log.append(topic, [{ key: `k${n}`, value }]);
    const seen = await collect(log, topic, 6);
    expect(seen.map(({ value }) => value ?? '').toSorted()).toEqual(values);
  });

  test('an empty append changes nothing', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, []);
    expect(await totalLag(log, topic)).toBe(0);
  });

  test('appends made at the same time are all kept', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await Promise.all(range(0, 40).map((n) => log.append(topic, numbered(5, n * 5))));
    expect(numbersOf(await collect(log, topic, 200))).toEqual(range(0, 200));
  });

  test('names an unknown topic', async () => {
    const { log } = given();
    const wanted = { group: 'g', topics: ['no-such-topic'], maxRecords: 1, handler: ignore };
    await expect(log.append('no-such-topic', numbered(1))).rejects.toThrow(/no-such-topic/);
    await expect(log.append('no-such-topic', numbered(1))).rejects.toThrow(LogError);
    await expect(log.consume(wanted)).rejects.toThrow(/no-such-topic/);
    await expect(log.lag('g', ['no-such-topic'])).rejects.toThrow(/no-such-topic/);
    await expect(log.latestByKey('no-such-topic')).rejects.toThrow(/no-such-topic/);
  });

  test('creating a topic again is fine, with other partitions it is an error', async () => {
    const { log } = given();
    const name = await createTopic(log, { partitions: 3 });
    await log.append(name, numbered(3));
    await log.createTopics([{ name, partitions: 3, cleanup: 'delete' }]);
    const other = log.createTopics([{ name, partitions: 4, cleanup: 'delete' }]);
    await expect(other).rejects.toThrow(new RegExp(`${name}.*3.*4`));
    expect(numbersOf(await collect(log, name, 3))).toEqual([0, 1, 2]);
  });

  test('stamps records with the time of the append', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, numbered(1));
    const [record] = await collect(log, topic, 1);
    expect(Math.abs((record?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test('refuses appends after close', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.close();
    await expect(log.append(topic, numbered(1))).rejects.toThrow(LogError);
  });
}

function byPartition(records: readonly StoredRecord[]): Map<number, StoredRecord[]> {
  return Map.groupBy(records, ({ partition }) => partition);
}
