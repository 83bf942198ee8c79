import { beforeEach, expect, test } from 'vitest';
import { requestSync, sendCommand } from '../../pipeline/app/commands.ts';
import { Runs } from '../../pipeline/app/runs.ts';
import { startSyncStage } from '../../pipeline/app/sync-stage.ts';
import type { SyncSummary } from '../../pipeline/app/worker-messages.ts';
import { commandTopic, GROUPS, topicsWith } from '../../pipeline/topics.ts';
import type { RefreshCommand, SyncCommand } from '../../schemas/log-messages.ts';
import { MemoryLog } from '../support/memory-log.ts';

const CONNECTIONS = ['shop', 'reviews'];

let log: MemoryLog;
beforeEach(async () => {
  log = new MemoryLog();
  await log.createTopics([
    ...topicsWith({ facts: 1, marks: 1 }),
    ...CONNECTIONS.map((name) => commandTopic(name)),
  ]);
});

interface Ran {
  readonly connection: string;
  readonly ids: readonly string[];
}

/** A worker whose syncs end at once with a state, or as the test says. */
async function worker(
  ran: Ran[],
  end: (signal: AbortSignal) => Promise<'succeeded' | 'cancelled'> = () =>
    Promise.resolve('succeeded'),
) {
  const runs = new Runs(log, () => 5_000);
  const run = async (
    connection: string,
    commands: readonly SyncCommand[],
    signal: AbortSignal,
  ): Promise<SyncSummary> => {
    ran.push({ connection, ids: commands.map(({ id }) => id) });
    return { connection, streams: [{ stream: 's', state: await end(signal) }] };
  };
  const refresh = async (connection: string, commands: readonly RefreshCommand[]) =>
    void ran.push({ connection, ids: commands.flatMap(({ keys }) => keys) });
  const logger = { info: () => undefined };
  const carriers = {
    syncs: { run },
    refreshes: { run: refresh, end: async () => undefined },
    privacy: async (request: string) => void ran.push({ connection: request, ids: [] }),
  };
  const stage = await startSyncStage({ log, runs, logger }, carriers, CONNECTIONS, () => 5_000);
  return { stage, runs };
}

async function drained(): Promise<void> {
  const topics = CONNECTIONS.map((name) => commandTopic(name).name);
  for (;;) {
    const lag = await log.lag(GROUPS.sync, topics);
    if (lag.every(({ end, committed }) => end === committed)) return;
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

test('commands of a connection that wait together are answered by one run', async () => {
  const a = await requestSync(log, 'shop', { at: 1 });
  const b = await requestSync(log, 'shop', { at: 2 });
  const ran: Ran[] = [];
  const { stage } = await worker(ran);
  await drained();
  await stage.stop();
  expect(ran).toEqual([{ connection: 'shop', ids: [a.id, b.id] }]);
});

test('a scheduled time that a run has covered is not run again', async () => {
  const ran: Ran[] = [];
  const { stage, runs } = await worker(ran);
  await requestSync(log, 'shop', { at: 1_010, scheduledFor: 1_000 });
  await drained();
  expect(await runs.watermark('shop')).toBe(1_010);
  await requestSync(log, 'shop', { at: 1_011, scheduledFor: 1_000 });
  await requestSync(log, 'shop', { at: 2_010, scheduledFor: 2_000 });
  await drained();
  await stage.stop();
  expect(ran).toHaveLength(2);
});

test('an interrupted run leaves its command to the next owner', async () => {
  const { id } = await requestSync(log, 'reviews', { at: 1 });
  const ran: Ran[] = [];
  const started = Promise.withResolvers<void>();
  const first = await worker(ran, async (signal) => {
    started.resolve();
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
    return 'cancelled';
  });
  await started.promise;
  await first.stage.stop();
  const second = await worker(ran);
  await drained();
  await second.stage.stop();
  expect(ran).toEqual(Array.from({ length: 2 }, () => ({ connection: 'reviews', ids: [id] })));
});

test('an unreadable command does not hold up the others', async () => {
  await log.append(commandTopic('shop').name, [{ key: 'shop', value: '{"kind":"dance"}' }]);
  await log.append(commandTopic('shop').name, [{ key: 'shop', value: 'no json' }]);
  const { id } = await requestSync(log, 'shop', { at: 1 });
  const ran: Ran[] = [];
  const { stage } = await worker(ran);
  await drained();
  await stage.stop();
  expect(ran).toEqual([{ connection: 'shop', ids: [id] }]);
});

function changed(event: string, ...keys: string[]): Promise<void> {
  return sendCommand(log, 'shop', { id: event, kind: 'refresh', at: 4_000, event, keys });
}

test('what changed is read again before the sync that waits with it, and wishes in between', async () => {
  const { id } = await requestSync(log, 'shop', { at: 1 });
  await changed('a', '1');
  await sendCommand(log, 'shop', { id: 'p', kind: 'privacy', at: 2, request: 'wish' });
  await changed('b', '2', '1');
  const ran: Ran[] = [];
  const { stage } = await worker(ran);
  await drained();
  await stage.stop();
  expect(ran).toEqual([
    { connection: 'shop', ids: ['1', '2', '1'] },
    { connection: 'wish', ids: [] },
    { connection: 'shop', ids: [id] },
  ]);
});

test('an event is acted on once: in a batch, in the next one and by the next owner', async () => {
  await changed('a', '1');
  await changed('a', '1');
  const ran: Ran[] = [];
  const first = await worker(ran);
  await drained();
  await changed('a', '1');
  await changed('b', '2');
  await drained();
  await first.stage.stop();
  await changed('a', '1');
  await changed('b', '2');
  await changed('c', '3');
  const second = await worker(ran);
  await drained();
  await second.stage.stop();
  expect(ran.flatMap(({ ids }) => ids)).toEqual(['1', '2', '3']);
});

test('what a source says again after something else is acted on again', async () => {
  const ran: Ran[] = [];
  const first = await worker(ran);
  for (const event of ['closed', 'opened', 'closed', 'closed']) {
    await changed(event, '1');
    await drained();
  }
  expect(ran).toHaveLength(3);
  await changed('other', '2');
  await changed('closed', '1');
  await drained();
  await first.stage.stop();
  const second = await worker(ran);
  await changed('closed', '1');
  await changed('opened', '1');
  await changed('closed', '1');
  await drained();
  await second.stage.stop();
  expect(ran.slice(3).map(({ ids }) => ids)).toEqual([['2'], ['1', '1']]);
});

test('an event whose batch failed is acted on again', async () => {
  await changed('a', '1');
  await requestSync(log, 'shop', { at: 1 });
  const ran: Ran[] = [];
  const first = await worker(ran, () => Promise.resolve('cancelled'));
  await expect(first.stage.done).rejects.toThrow('was interrupted');
  const second = await worker(ran);
  await drained();
  await second.stage.stop();
  expect(ran.flatMap(({ ids }) => ids).filter((id) => id === '1')).toHaveLength(2);
});
