import { expect, test } from 'vitest';
import { createTopic, readAll } from '../support/log-helpers.ts';
import { startCluster } from './broker.ts';
import { appendNumbers, keepReading, until, withRetries } from './chaos.ts';
import { openTestLog, optionsFor } from './place.ts';

test('one of three brokers is killed: acknowledged appends survive, and work goes on', async () => {
  const cluster = await startCluster(3, { heapMb: 384 });
  try {
    const log = await openTestLog({ ...optionsFor(cluster.brokers), replication: 3 });
    const topic = await createTopic(log, { partitions: 6 });
    const { seen, ...consuming } = keepReading(log, topic);
    const appending = appendNumbers(log, topic);
    await until(() => seen.size > 200);
    for (const node of cluster.nodes.slice(0, 2)) {
      await node.kill();
      const before = seen.size;
      await until(() => seen.size > before + 200);
      await node.restart();
    }
    const acknowledged = await appending.stop();
    await until(() => acknowledged.every((n) => seen.has(n)));
    await consuming.stop();
    await log.close();
    expect(acknowledged.length).toBeGreaterThan(600);
  } finally {
    await cluster.dispose();
  }
}, 240_000);

test('records are rewritten while one of three brokers is killed: none is lost, none is left old', async () => {
  const cluster = await startCluster(3, { heapMb: 384 });
  try {
    const log = await openTestLog({ ...optionsFor(cluster.brokers), replication: 3 });
    const topic = await createTopic(log, { partitions: 3 });
    const { seen, ...consuming } = keepReading(log, topic);
    const appending = appendNumbers(log, topic);
    // The number stays the same.
    const rewrite = () =>
      log.rewrite(topic, ({ value }) => (value?.includes('.') === true ? undefined : `${value}.0`));
    await until(() => seen.size > 200);
    const [node] = cluster.nodes;
    const killed = node?.kill();
    const changed = await withRetries(rewrite);
    await killed;
    await node?.restart();
    const acknowledged = await appending.stop();
    await withRetries(rewrite);
    const left = await readAll(log, topic);
    const numbers = new Set(left.map(({ value }) => Number(value)));
    expect(changed).toBeGreaterThan(0);
    expect(acknowledged.filter((n) => !numbers.has(n))).toEqual([]);
    expect(left.filter(({ value }) => value?.includes('.') !== true)).toEqual([]);
    await until(() => acknowledged.every((n) => seen.has(n)));
    await consuming.stop();
    await log.close();
  } finally {
    await cluster.dispose();
  }
}, 240_000);
