import { expect, inject, test } from 'vitest';
import { collect, createTopic } from '../support/log-helpers.ts';
import { kafkaOf, openTestLog, optionsFor } from './place.ts';

test('takes records of other producers: no key, no value, bytes as headers', async () => {
  const options = optionsFor(inject('brokers'));
  const log = await openTestLog(options);
  const topic = await createTopic(log, { partitions: 1 });
  const producer = kafkaOf(options).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  await producer.send({
    topic: options.prefix + topic,
    messages: [
      { key: null, value: null },
      { key: Buffer.from([0xff, 0xfe]), value: Buffer.from([0x80]) },
      { key: 'k', value: 'v', headers: { bytes: Buffer.from([0xff]), twice: ['a', 'b'] } },
    ],
  });
  await producer.disconnect();
  const seen = await collect(log, topic, 3);
  expect(seen.map(({ key, value }) => [key, value])).toEqual([
    ['', null],
    ['\uFFFD\uFFFD', '\uFFFD'],
    ['k', 'v'],
  ]);
  expect(seen[2]?.headers).toEqual({ bytes: '\uFFFD', twice: 'b' });
  await log.close();
});

test('committed and aborted transactions leave gaps that a group passes', async () => {
  const options = optionsFor(inject('brokers'));
  const log = await openTestLog(options);
  const topic = await createTopic(log, { partitions: 1 });
  const producer = kafkaOf(options).producer({ transactionalId: options.prefix, idempotent: true });
  await producer.connect();
  for (const [value, end] of [
    ['1', 'commit'],
    ['lost', 'abort'],
    ['2', 'commit'],
  ] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: options.prefix + topic, messages: [{ key: 'k', value }] });
    await transaction[end]();
  }
  await producer.disconnect();
  await log.append(topic, [{ key: 'k', value: '3' }]);
  const values = (await collect(log, topic, 3, { maxRecords: 1 })).map(({ value }) => value);
  expect(values).toEqual(['1', '2', '3']);
  const [lag] = await log.lag('readers', [topic]);
  expect(lag?.committed).toBe(lag?.end);
  await log.close();
});
