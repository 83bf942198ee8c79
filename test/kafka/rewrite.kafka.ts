import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { Letters } from '../../pipeline/dead-letters/letters.ts';
import type { Change, Log, LogRecord, StoredRecord } from '../../pipeline/log/log.ts';
import { deadLetter, letterRecord } from '../../pipeline/processor/dead-letter.ts';
import { topicsWith } from '../../pipeline/topics.ts';
import { createTopic, numbered, range, readAll, totalLag } from '../support/log-helpers.ts';
import { kafkaOf, openTestLog, optionsFor } from './place.ts';

const OLD = 'e1f2a3b4c5d6e7f8';
const renamed: Change = ({ value }) =>
  value?.includes(OLD) === true ? value.replaceAll(OLD, 'new') : undefined;

/** Dies when it is asked for the nth time. */
function dyingAt(n: number): Change {
  let left = n;
  return (record) => {
    left -= 1;
    if (left === 0) throw new Error('crash');
    return renamed(record);
  };
}

function values(records: readonly LogRecord[]): string[] {
  return [...new Set(records.map(({ value }) => value ?? ''))].toSorted();
}

test('a crash while records are moved loses nothing, and the rewrite ends when it is done again', async () => {
  const log = await openTestLog(optionsFor(inject('brokers')));
  const count = 3_000;
  const texts = range(0, count).map((n) => `${n} ${randomBytes(2_000).toString('base64')}`);
  const records = texts.map((text, n) => ({
    key: `k${n}`,
    value: n % 9 === 0 ? text + OLD : text,
  }));
  const expected = values(records)
    .map((value) => value.replace(OLD, 'new'))
    .toSorted();
  // One crash while it looks, two while it moves what several fetches bring.
  for (const dieAt of [1, 500, count - 100]) {
    const topic = await createTopic(log, { partitions: 1 });
    await log.append(topic, records);
    await expect(log.rewrite(topic, dyingAt(dieAt))).rejects.toThrow('crash');
    const between = await readAll(log, topic);
    expect(between.length > count).toBe(dieAt > 500);
    const left = new Set(between.map(({ value }) => value?.replace(OLD, 'new')));
    expect(expected.filter((value) => !left.has(value))).toEqual([]);
    await log.rewrite(topic, renamed);
    expect(values(await readAll(log, topic))).toEqual(expected);
    expect(await log.rewrite(topic, renamed)).toBe(0);
  }
  await log.close();
});

test('what a consumer has in hand is not passed by a rewrite', async () => {
  const log = await openTestLog(optionsFor(inject('brokers')));
  const topic = await createTopic(log, { partitions: 1 });
  await log.append(topic, [...numbered(50), { key: 'a', value: OLD }]);
  const entered = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const seen: StoredRecord[] = [];
  const consumer = await log.consume({
    group: 'readers',
    topics: [topic],
    maxRecords: 10,
    handler: async ({ records }) => {
      entered.resolve();
      await gate.promise;
      seen.push(...records);
    },
  });
  await entered.promise;
  expect(await log.rewrite(topic, renamed)).toBe(1);
  await log.append(topic, numbered(10, 50));
  expect(await totalLag(log, topic)).toBeGreaterThanOrEqual(61);
  gate.resolve();
  while ((await totalLag(log, topic)) > 0) await Promise.race([sleep(20), consumer.done]);
  await consumer.stop();
  await consumer.done;
  // What it had fetched before may come as it was; everything comes as it is now.
  expect(values(seen)).toEqual(expect.arrayContaining([...range(0, 60).map(String), 'new']));
  await log.close();
});

test('records of other producers are moved as they are, byte for byte', async () => {
  const options = optionsFor(inject('brokers'));
  const log = await openTestLog(options);
  const topic = await createTopic(log, { partitions: 1 });
  const producer = kafkaOf(options).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const bytes = Buffer.from([0xff, 0xfe, 0x00]);
  await producer.send({
    topic: options.prefix + topic,
    messages: [
      { key: null, value: null },
      { key: bytes, value: bytes, headers: { bytes, twice: ['a', bytes] } },
      { key: 'k', value: OLD },
    ],
  });
  await producer.disconnect();
  await log.rewrite(topic, renamed);
  const [nothing, foreign, own] = await rawMessages(options, topic, 3);
  expect(nothing).toMatchObject({ key: null, value: null });
  expect(foreign).toMatchObject({ key: bytes, value: bytes });
  expect(foreign?.headers).toMatchObject({ bytes, twice: [Buffer.from('a'), bytes] });
  expect(own?.value?.toString()).toBe('new');
  await log.close();
});

async function rawMessages(options: ReturnType<typeof optionsFor>, topic: string, count: number) {
  const consumer = kafkaOf(options).consumer({ groupId: `${options.prefix}raw` });
  await consumer.connect();
  await consumer.subscribe({ topic: options.prefix + topic, fromBeginning: true });
  const messages: StoredMessage[] = [];
  const enough = Promise.withResolvers<void>();
  await consumer.run({
    eachMessage: async ({ message }) => {
      messages.push(message);
      if (messages.length === count) enough.resolve();
    },
  });
  await enough.promise;
  await consumer.disconnect();
  return messages;
}

interface StoredMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: object;
}

test('a rewrite does not keep what is older than the topic keeps records', async () => {
  const log = await openTestLog(optionsFor(inject('brokers')));
  const topic = await createTopic(log, { partitions: 1, retainMs: 3_000 });
  await log.append(topic, numbered(20));
  await sleep(3_100);
  await log.append(topic, [{ key: 'a', value: OLD }, ...numbered(5, 20)]);
  await log.rewrite(topic, renamed);
  const left = [...range(20, 25).map(String), 'new'].toSorted();
  expect(values(await readAll(log, topic))).toEqual(left);
  await log.close();
});

test('dead letters keep ids, counts and what was replayed, for who read before and after', async () => {
  const log = await openTestLog(optionsFor(inject('brokers')));
  await log.createTopics(topicsWith({ facts: 1, marks: 1 }));
  const before = new Letters(log, Date.now);
  for (const n of [1, 2, 3, 2]) await refuse(log, n);
  const { letters } = await before.list({ limit: 10 });
  await before.replay({ ids: [letters.at(-1)?.id ?? ''] });
  const expected = await before.list({ limit: 10, all: true });
  await refuse(log, 4);
  const forget =
    (n: number): Change =>
    ({ value }) =>
      value?.includes(`customer ${n}`) === true
        ? value.replaceAll(`customer ${n}`, 'nobody')
        : undefined;
  await log.rewrite('dead-letters', forget(2));
  await refuse(log, 5);
  await log.rewrite('dead-letters', forget(1));
  const fresh = new Letters(log, Date.now);
  const after = await fresh.list({ limit: 10, all: true });
  expect(await before.list({ limit: 10, all: true })).toEqual(after);
  expect(after.total).toBe(5);
  expect(after.letters.filter(({ place }) => !/@[45]$/.test(place))).toEqual(expected.letters);
  expect(await fresh.open()).toBe(4);
  expect(await before.open()).toBe(4);
  const shown = await before.show(expected.letters.find(({ times }) => times === 2)?.id ?? '');
  expect(shown?.record?.value).toBe('nobody');
  await log.close();
});

async function refuse(log: Log, n: number): Promise<void> {
  const record = {
    key: `shop/sales/${n}`,
    value: `customer ${n}`,
    partition: 0,
    offset: n,
    timestamp: 1,
  };
  const letter = deadLetter('facts.sale', record, 'it is no JSON', 1_000 + n);
  await log.append('dead-letters', [letterRecord(letter)]);
}
