import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTopic, totalLag } from '../support/log-helpers.ts';
import { startBroker } from './broker.ts';
import { appendNumbers, keepReading, until, withRetries } from './chaos.ts';
import { openTestLog, optionsFor } from './place.ts';

test.for(['stop', 'kill'] as const)(
  'after the broker was ended by %s and started again, nothing acknowledged is lost',
  { timeout: 180_000 },
  async (end) => {
    const broker = await startBroker();
    try {
      const log = await openTestLog(optionsFor(broker.brokers));
      const topic = await createTopic(log, { partitions: 4 });
      const { seen, ...consuming } = keepReading(log, topic);
      const appending = appendNumbers(log, topic);
      await until(() => seen.size > 100);
      await broker[end]();
      const before = seen.size;
      await sleep(1_000);
      await broker.restart();
      await until(() => seen.size > before + 100);
      const acknowledged = await appending.stop();
      expect(acknowledged.length).toBeGreaterThan(200);
      await until(() => acknowledged.every((n) => seen.has(n)));
      await until(async () => (await withRetries(() => totalLag(log, topic))) === 0);
      await consuming.stop();
      await log.close();
    } finally {
      await broker.dispose();
    }
  },
);

test('without a broker appends fail with a retry, and work again later', async () => {
  const broker = await startBroker();
  try {
    const log = await openTestLog(optionsFor(broker.brokers), { requestMs: 2_000 });
    const topic = await createTopic(log, { cleanup: 'compact' });
    await log.append(topic, [{ key: 'a', value: '1' }]);
    await broker.kill();
    const append = log.append(topic, [{ key: 'a', value: '2' }]);
    await expect(append).rejects.toMatchObject({ name: 'LogError', retry: true });
    await broker.restart();
    await withRetries(() => log.append(topic, [{ key: 'b', value: '3' }]));
    const latest = await log.latestByKey(topic);
    expect(latest.get('b')).toBe('3');
    expect(['1', '2']).toContain(latest.get('a'));
    await log.close();
  } finally {
    await broker.dispose();
  }
}, 180_000);
