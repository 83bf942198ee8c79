import { beforeEach, expect, test } from 'vitest';
import { Runs } from '../../pipeline/app/runs.ts';
import { answersCommand } from '../../pipeline/cli/sync-summary.ts';
import { topicsWith } from '../../pipeline/topics.ts';
import { MemoryLog } from '../support/memory-log.ts';

const stream = { connection: 'shop', stream: 'sales' };

let log: MemoryLog;
beforeEach(async () => {
  log = new MemoryLog();
  await log.createTopics(topicsWith({ facts: 1, marks: 1 }));
});

test('other processes see a run, and a failed one keeps the time of the last success', async () => {
  let now = 1_000;
  const writer = new Runs(log, () => now);
  const reader = new Runs(log, () => now);
  expect(await reader.freshness([stream])).toEqual([{ ...stream, state: 'never' }]);
  const head = { ...stream, startedAt: 900, commands: ['c'] };
  await writer.record({ ...head, state: 'succeeded', lastSuccessAt: 950 });
  now = 2_000;
  await writer.record({ ...head, state: 'failed', message: 'no route' });
  expect(await reader.freshness([stream])).toEqual([
    {
      ...stream,
      state: 'failed',
      startedAt: 900,
      commands: ['c'],
      lastSuccessAt: 950,
      lastReadAt: 950,
      message: 'no route',
    },
  ]);
});

test('a running sync that is silent for half a minute was interrupted', async () => {
  let now = 0;
  const runs = new Runs(log, () => now);
  runs.progress(stream, { done: 3, unit: 'rows' });
  await runs.record({ ...stream, startedAt: 0, commands: [], state: 'running' });
  const reader = new Runs(log, () => now);
  now = 30_000;
  expect((await reader.freshness([stream]))[0]).toMatchObject({
    state: 'running',
    progress: { done: 3 },
  });
  now = 30_001;
  expect((await reader.freshness([stream]))[0]).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('interrupted'),
  });
});

test('a schedule’s watermark is shared', async () => {
  const runs = new Runs(log, () => 0);
  expect(await runs.watermark('shop')).toBeUndefined();
  await runs.setWatermark('shop', 42);
  expect(await new Runs(log, () => 0).watermark('shop')).toBe(42);
});

test('connections named as what else stands in the topic keep apart', async () => {
  const runs = new Runs(log, () => 7);
  const head = { startedAt: 0, commands: [], state: 'succeeded' as const };
  const status = { connection: 'sale', events: 3, failed: 0, lastAt: 5 };
  await runs.setWatermark('sale', 42);
  await runs.keepWebhooks(status);
  for (const connection of ['schedule', 'webhooks']) {
    await runs.record({ connection, stream: 'sale', ...head });
    expect(await runs.newest({ connection, stream: 'sale' })).toMatchObject({ connection });
  }
  expect(await runs.watermark('sale')).toBe(42);
  expect(await runs.webhooksOf(['sale'])).toEqual([status]);
});

test('what earlier versions wrote under their keys is read until it is written again', async () => {
  const runs = new Runs(log, () => 7);
  const status = { connection: 'sale', events: 3, failed: 0, lastAt: 5 };
  await log.append('runs', [
    { key: 'schedule/sale', value: '42' },
    { key: 'webhooks/sale', value: JSON.stringify(status) },
  ]);
  expect(await runs.watermark('sale')).toBe(42);
  expect(await runs.webhooksOf(['sale'])).toEqual([status]);
  await runs.setWatermark('sale', 43);
  await runs.keepWebhooks({ ...status, events: 4 });
  await runs.record({
    connection: 'schedule',
    stream: 'sale',
    startedAt: 0,
    commands: [],
    state: 'succeeded',
  });
  expect(await runs.watermark('sale')).toBe(43);
  expect(await runs.webhooksOf(['sale'])).toEqual([{ ...status, events: 4 }]);
  expect(await runs.watermark('other')).toBeUndefined();
});

test('what was kept while the clock was ahead is no run that goes on, and no schedule done', async () => {
  const ahead = new Runs(log, () => 400 * 86_400_000);
  await ahead.record({ ...stream, startedAt: 0, commands: [], state: 'running' });
  await ahead.setWatermark('shop', 400 * 86_400_000);
  const runs = new Runs(log, () => 0);
  expect(await runs.newest(stream)).toMatchObject({ state: 'cancelled' });
  expect(await runs.watermark('shop')).toBeUndefined();
});

test('a command stays answered by the run after the one that answered it, whatever the clock', async () => {
  const runs = new Runs(log, () => 0);
  await runs.record({ ...stream, startedAt: 900, commands: ['a'], state: 'succeeded' });
  await runs.record({ ...stream, startedAt: 10, commands: ['b'], state: 'succeeded' });
  const fresh = await runs.freshness([stream]);
  expect(answersCommand(fresh, { id: 'a' })).toBe(true);
  expect(answersCommand(fresh, { id: 'b' })).toBe(true);
  expect(answersCommand(fresh, { id: 'c' })).toBe(false);
  await runs.record({ ...stream, startedAt: 20, commands: ['c'], state: 'running' });
  expect(answersCommand(await runs.freshness([stream]), { id: 'c' })).toBe(false);
});
