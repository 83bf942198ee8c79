import { expect, test } from 'vitest';
import type { StoredRecord } from '../../pipeline/log/log.ts';
import {
  collect,
  createTopic,
  numbered,
  numbersOf,
  range,
  totalLag,
} from '../support/log-helpers.ts';
import type { LogUnderTest } from './log.ts';

export function consumerCases(given: () => LogUnderTest): void {
  test('a failed handler stops the consumer, and its batch comes again', async () => {
    const under = given();
    const topic = await createTopic(under.log, { partitions: 1 });
    await under.log.append(topic, numbered(30));
    const first: StoredRecord[] = [];
    const consumer = await under.log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 10,
      handler: async ({ records }) => {
        if (first.length >= 10) throw new Error('the store is down');
        first.push(...records);
      },
    });
    await expect(consumer.done).rejects.toThrow('the store is down');
    const second = await collect(under.log, topic, 30 - first.length);
    expect(numbersOf([...first, ...second])).toEqual(range(0, 30));
  });

  test('commits only after the handler, also over a restart', async () => {
    const under = given();
    const topic = await createTopic(under.log, { partitions: 1 });
    await under.log.append(topic, numbered(5));
    const entered = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const consumer = await under.log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 5,
      handler: () => {
        entered.resolve();
        return gate.promise;
      },
    });
    await entered.promise;
    expect(await totalLag(under.log, topic)).toBe(5);
    gate.reject(new Error('crash'));
    await expect(consumer.done).rejects.toThrow('crash');
    await under.reopen();
    expect(await totalLag(under.log, topic)).toBe(5);
    expect(numbersOf(await collect(under.log, topic, 5))).toEqual(range(0, 5));
    expect(await totalLag(under.log, topic)).toBe(0);
  });

  test('stop lets the batch in hand finish and commit, and tells its handler', async () => {
    const { log } = given();
    const topic = await createTopic(log, { partitions: 1 });
    await log.append(topic, numbered(20));
    const entered = Promise.withResolvers<AbortSignal>();
    const gate = Promise.withResolvers<void>();
    const consumer = await log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 5,
      handler: (_, { signal }) => {
        entered.resolve(signal);
        return gate.promise;
      },
    });
    const signal = await entered.promise;
    expect(signal.aborted).toBe(false);
    const stopped = consumer.stop();
    expect(signal.aborted).toBe(true);
    gate.resolve();
    await stopped;
    await consumer.done;
    expect(await totalLag(log, topic)).toBe(15);
    expect(numbersOf(await collect(log, topic, 15))).toEqual(range(5, 20));
  });

  test('gives batches no larger than asked, one at a time', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, numbered(100));
    let inHand = 0;
    let seen = 0;
    const enough = Promise.withResolvers<void>();
    const consumer = await log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 8,
      handler: async ({ records }) => {
        inHand += 1;
        expect(inHand).toBe(1);
        expect(records.length).toBeLessThanOrEqual(8);
        await Promise.resolve();
        inHand -= 1;
        seen += records.length;
        if (seen === 100) enough.resolve();
      },
    });
    await Promise.race([enough.promise, consumer.done]);
    await consumer.stop();
    await consumer.done;
  });

  test('resumes where it was after a restart', async () => {
    const under = given();
    const topic = await createTopic(under.log);
    await under.log.append(topic, numbered(20));
    expect(numbersOf(await collect(under.log, topic, 20))).toEqual(range(0, 20));
    await under.log.append(topic, numbered(5, 20));
    await under.reopen();
    await under.log.append(topic, numbered(5, 25));
    expect(await totalLag(under.log, topic)).toBe(10);
    expect(numbersOf(await collect(under.log, topic, 10))).toEqual(range(20, 30));
    expect(await totalLag(under.log, topic)).toBe(0);
  });

  test('groups are independent', async () => {
    const { log } = given();
    const topic = await createTopic(log);
    await log.append(topic, numbered(10));
    expect(await collect(log, topic, 10, { group: 'a' })).toHaveLength(10);
    expect(await totalLag(log, topic, 'a')).toBe(0);
    expect(await totalLag(log, topic, 'b')).toBe(10);
    expect(numbersOf(await collect(log, topic, 10, { group: 'b' }))).toEqual(range(0, 10));
  });

  test('the lag of several topics is that of each', async () => {
    const { log } = given();
    const [read, waiting, empty] = [
      await createTopic(log),
      await createTopic(log, { partitions: 1 }),
      await createTopic(log, { partitions: 2 }),
    ];
    await log.append(read, numbered(20));
    await log.append(waiting, numbered(7));
    await collect(log, read, 20);
    const lag = await log.lag('readers', [read, waiting, empty]);
    const ends = lag.map(({ topic, partition, end, committed }) => [
      topic,
      partition,
      end - committed,
    ]);
    expect(ends).toEqual([
      [read, 0, 0],
      [read, 1, 0],
      [read, 2, 0],
      [waiting, 0, 7],
      [empty, 0, 0],
      [empty, 1, 0],
    ]);
    expect(lag.filter(({ topic }) => topic === read).reduce((sum, { end }) => sum + end, 0)).toBe(
      20,
    );
  });

  test('a waiting consumer is woken by an append, with records of several topics', async () => {
    const { log } = given();
    const topics = [await createTopic(log), await createTopic(log)];
    const seen = new Set<string>();
    const all = Promise.withResolvers<void>();
    const consumer = await log.consume({
      group: 'readers',
      topics,
      maxRecords: 10,
      handler: async ({ topic }) => {
        seen.add(topic);
        if (seen.size === 2) all.resolve();
      },
    });
    for (const topic of topics) await log.append(topic, numbered(1));
    await Promise.race([all.promise, consumer.done]);
    await consumer.stop();
    expect(seen).toEqual(new Set(topics));
  });

  test('members of a group share the partitions, and take over from one that left', async () => {
    const { log } = given();
    const topic = await createTopic(log, { partitions: 4 });
    const seen: { member: string; record: StoredRecord }[] = [];
    let wanted = 200;
    let enough = Promise.withResolvers<void>();
    const join = (member: string): ReturnType<typeof log.consume> =>
      log.consume({
        group: 'readers',
        topics: [topic],
        maxRecords: 10,
        handler: async ({ records }) => {
          seen.push(...Array.from(records, (record) => ({ member, record })));
          if (seen.length >= wanted) enough.resolve();
        },
      });
    const a = await join('a');
    const b = await join('b');
    await log.append(topic, spread(200));
    await enough.promise;
    await a.stop();
    expect(new Set(seen.map(({ member }) => member))).toEqual(new Set(['a', 'b']));
    wanted = 400;
    enough = Promise.withResolvers<void>();
    await log.append(topic, spread(200, 200));
    await enough.promise;
    await b.stop();
    const late = seen.filter(({ record }) => Number(record.value) >= 200);
    expect(new Set(late.map(({ member }) => member))).toEqual(new Set(['b']));
    expect(numbersOf(seen.map(({ record }) => record))).toEqual(range(0, 400));
    expect(await totalLag(log, topic)).toBe(0);
  });

  test('handles as many batches side by side as asked, each of other partitions', async () => {
    const { log } = given();
    const topic = await createTopic(log, { partitions: 4 });
    await log.append(topic, spread(200));
    const inHand = new Set<number>();
    const seen: StoredRecord[] = [];
    let batches = 0;
    const two = Promise.withResolvers<void>();
    const enough = Promise.withResolvers<void>();
    const consumer = await log.consume({
      group: 'readers',
      topics: [topic],
      maxRecords: 10,
      concurrency: 2,
      handler: async (batch) => {
        const partitions = new Set(Array.from(batch.records, ({ partition }) => partition));
        expect([...partitions].filter((partition) => inHand.has(partition))).toEqual([]);
        for (const partition of partitions) inHand.add(partition);
        batches += 1;
        expect(batches).toBeLessThanOrEqual(2);
        if (batches === 2) two.resolve();
        await two.promise;
        batches -= 1;
        for (const partition of partitions) inHand.delete(partition);
        seen.push(...batch.records);
        if (seen.length >= 200) enough.resolve();
      },
    });
    await Promise.race([enough.promise, consumer.done]);
    await consumer.stop();
    await consumer.done;
    expect(numbersOf(seen)).toEqual(range(0, 200));
    for (const records of Map.groupBy(seen, ({ partition }) => partition).values()) {
      expect(records.map(({ value }) => Number(value))).toEqual(numbersOf(records));
    }
    expect(await totalLag(log, topic)).toBe(0);
  });
}

/** Records over many keys, so that every partition gets some. */
function spread(count: number, from = 0): { key: string; value: string }[] {
  return range(from, from + count).map((n) => ({ key: `key-${n}`, value: String(n) }));
}
