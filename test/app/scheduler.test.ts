import { expect, test } from 'vitest';
import { startDue, type Schedulable } from '../../pipeline/app/scheduler.ts';

/** A project with one scheduled connection; remembers what was started and up to when it is done. */
function shop(watermark?: number) {
  const started: string[] = [];
  let kept = watermark;
  const runtime: Schedulable = {
    project: {
      connections: [
        { name: 'shop', schedule: { cron: '30 2 * * *', timezone: 'Europe/Copenhagen' } },
        { name: 'manual' },
      ],
    },
    runs: {
      watermark: () => kept,
      setWatermark: (_connection, at) => {
        kept = at;
        return Promise.resolve();
      },
    },
  };
  const syncs = {
    start: (name: string) => {
      started.push(name);
      return 'started' as const;
    },
  };
  return {
    at: (time: string) => startDue(runtime, syncs, Date.parse(time)),
    started,
    kept: () => kept,
  };
}

test('a connection that never ran is due at once, then at its local time', async () => {
  const { at, started } = shop();
  await at('2026-03-27T12:00:00Z');
  expect(started).toEqual(['shop']);
  await at('2026-03-27T12:00:05Z');
  await at('2026-03-28T01:29:59Z');
  expect(started).toEqual(['shop']);
  await at('2026-03-28T01:31:00Z');
  expect(started).toEqual(['shop', 'shop']);
});

test('the night without a half past two still has its run, once', async () => {
  const { at, started } = shop(Date.parse('2026-03-28T01:30:00Z'));
  for (const time of ['00:59', '01:31', '01:32', '02:10']) await at(`2026-03-29T${time}:00Z`);
  expect(started).toEqual(['shop']);
});

test('after a stop of days the missed runs are caught up by one', async () => {
  const { at, started } = shop(Date.parse('2026-05-01T00:30:00Z'));
  await at('2026-05-09T08:00:00Z');
  await at('2026-05-09T08:00:05Z');
  expect(started).toEqual(['shop']);
});
