import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import {
  firstOffsetOf,
  type Change,
  type LogRecord,
  type StoredRecord,
} from '../../pipeline/log/log.ts';
import { collect, createTopic, range, readAll, totalLag } from '../support/log-helpers.ts';
import type { LogUnderTest } from './log.ts';

const OLD = 'e1f2a3b4c5d6e7f8';
const NEW = 'r0000000000000000';

const renamed: Change = ({ value }) =>
  value?.includes(OLD) === true ? value.replaceAll(OLD, NEW) : undefined;

/** Records of many keys, of which every seventh names somebody. */
function naming(count: number, from = 0): LogRecord[] {
  return range(from, from + count).map((n) => ({
    key: `k${n}`,
    value: n % 7 === 0 ? `${n} of ${OLD}` : `${n}`,
    headers: { schema: '2.0', number: `${n % 3}` },
  }));
}

/** What a record is, wherever it stands. */
function whatIs(record: StoredRecord) {
  const { key, value, headers, partition, timestamp } = record;
  return { key, value, headers, partition, timestamp, offset: firstOffsetOf(record) };
}

function numbersIn(records: readonly LogRecord[]): number[] {
  const numbers = new Set(records.map(({ value }) => Number.parseInt(value ?? '', 10)));
  return [...numbers].toSorted((a, b) => a - b);
}

function leftIn(records: readonly LogRecord[]): readonly LogRecord[] {
  return records.filter(({ value }) => value?.includes(OLD));
}

export function rewriteCases(given: () => LogUnderTest): void {
  test('a rewrite replaces values; records keep key, headers, partition, order and time', async () => {
    const under = given();
    const topic = await createTopic(under.log);
    await under.log.append(topic, naming(200));
    await under.log.append(topic, [{ key: 'empty', value: null }]);
    const before = await readAll(under.log, topic);
    await sleep(5);
    expect(await under.log.rewrite(topic, renamed)).toBe(29);
    const after = await readAll(under.log, topic);
    expect(after.map(whatIs)).toEqual(
      before
        .map(whatIs)
        .map((record) => ({ ...record, value: record.value?.replace(OLD, NEW) ?? null })),
    );
    expect(await under.log.rewrite(topic, renamed)).toBe(0);
    expect(await readAll(under.log, topic)).toEqual(after);
    await under.reopen();
    expect(await readAll(under.log, topic)).toEqual(after);
  });

  test('a rewrite leaves partitions alone in which nothing is to change', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(
      topic,
      naming(60).filter(({ value }) => !value?.includes(OLD)),
    );
    const before = await readAll(log, topic);
    await log.append(topic, [{ key: before[0]?.key ?? '', value: OLD }]);
    expect(await log.rewrite(topic, renamed)).toBe(1);
    const others = ({ partition }: StoredRecord) => partition !== before[0]?.partition;
    expect((await readAll(log, topic)).filter(others)).toEqual(before.filter(others));
  });

  test('of a rewrite done again and again, records still tell where and when they were appended', async () => {
    const { log } = given();
    const topic = await createTopic(log, { partitions: 1 });
    await log.append(topic, naming(50));
    const before = await readAll(log, topic);
    for (const [from, to] of [
      [OLD, 'b'],
      ['b', 'c'],
      ['c', OLD],
    ] as const) {
      await sleep(2);
      await log.rewrite(topic, ({ value }) =>
        value?.includes(from) === true ? value.replace(from, to) : undefined,
      );
    }
    expect((await readAll(log, topic)).map(whatIs)).toEqual(before.map(whatIs));
  });

  test('groups that had read nothing, a part or all go on after a rewrite without loss', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, naming(100));
    await collect(log, topic, 100, { group: 'all' });
    const part = await collect(log, topic, 30, { group: 'part', maxRecords: 30 });
    await log.rewrite(topic, renamed);
    await log.append(topic, naming(20, 100));
    const goOn = async (group: string, first: number): Promise<LogRecord[]> => {
      const seen: StoredRecord[] = [];
      const complete = Promise.withResolvers<void>();
      const consumer = await log.consume({
        group,
        topics: [topic],
        maxRecords: 10,
        handler: async ({ records }) => {
          seen.push(...records);
          const got = new Set(numbersIn(seen));
          if (range(first, 120).every((n) => got.has(n))) complete.resolve();
        },
      });
      await Promise.race([complete.promise, consumer.done]);
      await consumer.stop();
      return seen;
    };
    const [all, rest, none] = [
      await goOn('all', 100),
      await goOn('part', 100),
      await goOn('none', 0),
    ];
    expect(numbersIn([...part, ...rest])).toEqual(range(0, 120));
    for (const seen of [all, rest, none]) {
      expect(numbersIn(leftIn(seen)).filter((n) => n < 100)).toEqual([]);
    }
  });

  test('a running consumer, producers and readers go on through rewrites', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, naming(400));
    const seen: StoredRecord[] = [];
    const consumer = await log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 20,
      handler: async ({ records }) => {
        await sleep(1);
        seen.push(...records);
      },
    });
    let appended = 400;
    for (let round = 0; round < 4; round += 1) {
      const reading = readAll(log, topic);
      const rewriting = log.rewrite(topic, renamed);
      await log.append(topic, naming(50, appended));
      appended += 50;
      await rewriting;
      expect(numbersIn(await reading)).toEqual(expect.arrayContaining(range(0, appended - 50)));
    }
    await log.rewrite(topic, renamed);
    while ((await totalLag(log, topic)) > 0) {
      await Promise.race([sleep(50), consumer.done]);
    }
    await consumer.stop();
    await consumer.done;
    expect(numbersIn(seen)).toEqual(range(0, appended));
    const after = await readAll(log, topic);
    expect(numbersIn(after)).toEqual(range(0, appended));
    expect(leftIn(after)).toEqual([]);
  });

  test('what a rewrite has changed is still found by the time it was appended', async () => {
    const { log } = given();
    const topic = await createTopic(log, { partitions: 1 });
    const times: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      await log.append(topic, naming(10, n * 10));
      times.push((await readAll(log, topic)).at(-1)?.timestamp ?? 0);
      await sleep(10);
    }
    await log.rewrite(topic, renamed);
    const [, middle = 0, late = 0] = times;
    const fromTime = middle - 5;
    const between = await readAll(log, topic, { fromTime, toTime: late - 5 });
    expect(numbersIn(between)).toEqual(range(10, 20));
    expect(numbersIn(await readAll(log, topic, { toTime: fromTime }))).toEqual(range(0, 10));
    expect(numbersIn(await readAll(log, topic, { fromTime: late - 5 }))).toEqual(range(20, 30));
  });

  test('in a compacted topic a rewrite reaches the newest values', async () => {
    const { log, place } = given();
    const topic = await createTopic(log, { cleanup: 'compact' });
    await log.append(topic, [
      { key: 'a', value: 'other' },
      { key: 'a', value: OLD },
      { key: 'b', value: OLD },
      { key: 'b', value: 'other' },
      { key: 'c', value: null },
    ]);
    await place.compact?.(log);
    expect(await log.rewrite(topic, renamed)).toBe(1);
    const newest = new Map([
      ['a', NEW],
      ['b', 'other'],
    ]);
    expect(await log.latestByKey(topic)).toEqual(newest);
    expect(await log.rewrite(topic, renamed)).toBe(0);
  });

  test('names an unknown topic that is to be rewritten', async () => {
    await expect(given().log.rewrite('no-such-topic', renamed)).rejects.toThrow(/no-such-topic/);
  });
}
