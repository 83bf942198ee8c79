import { expect, inject, test } from 'vitest';
import { readAll, totalLag } from '../support/log-helpers.ts';
import { until } from './chaos.ts';
import { kafkaOf, openTestLog, optionsFor } from './place.ts';

const QUICKLY_COMPACTED = {
  'cleanup.policy': 'compact',
  'segment.ms': '100',
  'min.cleanable.dirty.ratio': '0.001',
  'max.compaction.lag.ms': '1',
  'delete.retention.ms': '0',
};

test('reads, consumes and follows what compaction has left', async () => {
  const options = optionsFor(inject('brokers'));
  const admin = kafkaOf(options).admin();
  await admin.connect();
  const configEntries = Object.entries(QUICKLY_COMPACTED).map(([name, value]) => ({ name, value }));
  const topic = 'goals';
  await admin.createTopics({ topics: [{ topic: options.prefix + topic, configEntries }] });
  await admin.disconnect();
  const log = await openTestLog(options);

  const middle = (n: number) => ({ key: `k${n % 5}`, value: String(n) });
  for (let i = 0; i < 20; i += 1) {
    await log.append(topic, [
      { key: 'first', value: String(i) },
      ...Array.from({ length: 50 }, (_, n) => middle(i * 50 + n)),
    ]);
  }
  await log.append(topic, [{ key: 'first', value: null }]);
  let appended = 0;
  await until(async () => {
    appended += 1;
    await log.append(topic, [{ key: 'last', value: String(appended) }]);
    return (await readAll(log, topic)).filter(({ key }) => key.startsWith('k')).length === 5;
  });

  const newest = { k0: '995', k1: '996', k2: '997', k3: '998', k4: '999' };
  const expected = new Map(Object.entries({ ...newest, last: String(appended) }));
  expect(await log.latestByKey(topic)).toEqual(expected);
  const state = new Map<string, string | null>();
  const consumer = await log.consume({
    group: 'readers',
    topics: [topic],
    maxRecords: 2,
    handler: async ({ records }) => {
      for (const { key, value } of records) state.set(key, value);
    },
  });
  await until(async () => (await totalLag(log, topic)) === 0);
  await consumer.stop();
  await consumer.done;
  state.delete('first');
  expect(state).toEqual(expected);
  await log.close();
});
