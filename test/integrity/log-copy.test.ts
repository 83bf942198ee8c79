import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCopyEqual, restoreLog, startCopying } from '../../pipeline/integrity/log-copy.ts';
import { recordsBehind, type Log } from '../../pipeline/log/log.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { EMBEDDED_PARTITIONS, GROUPS, topicsWith } from '../../pipeline/topics.ts';
import { testEngine, type TestEngine } from '../support/engine.ts';
import { MemoryLog, MemoryLogStore } from '../support/memory-log.ts';
import { until } from '../support/until.ts';

const TOPICS = ['goals', 'privacy', 'dead-letters'];

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
});
afterAll(() => engine.stop());

async function newLog(): Promise<MemoryLog> {
  const log = new MemoryLog(new MemoryLogStore(Date.now));
  await log.createTopics(topicsWith(EMBEDDED_PARTITIONS));
  return log;
}

async function copied(store: Store, log: Log): Promise<void> {
  const consumer = await startCopying(store, log);
  await until(async () => recordsBehind(await log.lag(GROUPS.copy, TOPICS)) === 0);
  await consumer.stop();
}

function letter(key: string): { key: string; value: string } {
  const value = { stage: 'sync', reason: 'bad', place: key, at: 1, connection: 'c', stream: 's' };
  return { key, value: JSON.stringify(value) };
}

test('what only the log knows comes back into a new one: the newest of each key, open letters', async () => {
  const store = await engine.freshStore();
  const log = await newLog();
  await log.append('goals', [
    { key: 'a', value: '1' },
    { key: 'b', value: '1' },
    { key: 'a', value: '2' },
    { key: 'b', value: null },
  ]);
  await log.append('privacy', [
    { key: 'request', value: 'x' },
    { key: 'turn/request', value: '1' },
  ]);
  await log.append('dead-letters', [
    letter('c/s/1'),
    letter('c/s/2'),
    { key: 'c/s/1', value: JSON.stringify({ resolves: '0@0', at: 2 }) },
  ]);
  await copied(store, log);
  const fresh = await newLog();
  await restoreLog(store, fresh);
  expect(await fresh.latestByKey('goals')).toEqual(new Map([['a', '2']]));
  expect(await fresh.latestByKey('privacy')).toEqual(new Map([['request', 'x']]));
  const letters: string[] = [];
  for await (const some of fresh.read('dead-letters')) letters.push(...some.map(({ key }) => key));
  expect(letters).toEqual(['c/s/2']);
  await restoreLog(store, fresh);
  expect(await fresh.latestByKey('goals')).toEqual(new Map([['a', '2']]));
});

test('an older copy takes nothing back that was agreed later', async () => {
  const store = await engine.freshStore();
  const revision = (n: number) => ({ n, from: '2026-01-01', at: n, by: 'anna', goal: null });
  const history = (count: number) =>
    JSON.stringify({ id: 'g', revisions: [1, 2, 3].slice(0, count).map(revision) });
  const log = await newLog();
  await log.append('goals', [{ key: 'goal/g', value: history(2) }]);
  await copied(store, log);
  const newer = await newLog();
  await newer.append('goals', [{ key: 'goal/g', value: history(3) }]);
  await restoreLog(store, newer);
  expect(await newer.latestByKey('goals')).toEqual(new Map([['goal/g', history(3)]]));
  const torn = await newLog();
  await torn.append('goals', [{ key: 'goal/g', value: history(1) }]);
  await copied(store, log);
  await restoreLog(store, torn);
  expect(await torn.latestByKey('goals')).toEqual(new Map([['goal/g', history(3)]]));
});

test('agreed goals that are other than they were copied are noticed', async () => {
  const store = await engine.freshStore();
  const log = await newLog();
  await log.append('goals', [{ key: 'a', value: '1' }]);
  expect(await isCopyEqual(store, log)).toBe(true);
  await copied(store, log);
  expect(await isCopyEqual(store, log)).toBe(true);
  await log.rewrite('goals', () => '7');
  expect(await isCopyEqual(store, log)).toBe(false);
});
