import { randomBytes } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { topicsWith } from '../../pipeline/topics.ts';
import { openTestLog, optionsFor } from './place.ts';

test('a dead letter of the largest message has room', async () => {
  const log = await openTestLog(optionsFor(inject('brokers')));
  await log.createTopics(topicsWith({ facts: 1, marks: 1 }));
  const value = randomBytes(1_500_000).toString('base64');
  await log.append('dead-letters', [{ key: 'a', value }]);
  const lengths: number[] = [];
  for await (const records of log.read('dead-letters')) {
    lengths.push(...records.map((record) => record.value?.length ?? 0));
  }
  await log.close();
  expect(lengths).toEqual([2_000_000]);
});
