import { expect, test } from 'vitest';
import { DueConnections } from '../../pipeline/app/scheduler.ts';

/** A project with one scheduled connection; remembers what was asked for and how far it is done. */
function shop(watermark?: number) {
  const asked: number[] = [];
  let kept = watermark;
  const connections = [
    { name: 'shop', schedule: { cron: '30 2 * * *', timezone: 'Europe/Copenhagen' } },
    { name: 'manual' },
  ];
  let looks = 0;
  const runs = {
    watermark: () => {
      looks += 1;
      return Promise.resolve(kept);
    },
  };
  const due = new DueConnections(connections, runs, (name, scheduledFor) => {
    expect(name).toBe('shop');
    asked.push(scheduledFor);
    return Promise.resolve();
  });
  return {
    at: (time: string) => due.look(Date.parse(time)),
    /** The sync that was asked for has ended. */
    done: () => void (kept = asked.at(-1)),
    looks: () => looks,
    asked: () => asked.map((ms) => new Date(ms).toISOString().slice(0, 19)),
  };
}

test('a connection that never ran is due at once, then at its local time', async () => {
  const { at, done, asked } = shop();
  await at('2026-03-27T12:00:00Z');
  expect(asked()).toEqual(['2026-03-27T12:00:00']);
  done();
  await at('2026-03-27T12:00:05Z');
  await at('2026-03-28T01:29:59Z');
  expect(asked()).toHaveLength(1);
  await at('2026-03-28T01:31:00Z');
  expect(asked()).toEqual(['2026-03-27T12:00:00', '2026-03-28T01:30:00']);
});

test('the night without a half past two still has its run, once', async () => {
  const { at, done, asked } = shop(Date.parse('2026-03-28T01:30:00Z'));
  for (const time of ['00:59', '01:31', '01:32', '02:10']) {
    await at(`2026-03-29T${time}:00Z`);
    done();
  }
  expect(asked()).toHaveLength(1);
});

test('after a stop of days the missed runs are caught up by one', async () => {
  const { at, done, asked } = shop(Date.parse('2026-05-01T00:30:00Z'));
  await at('2026-05-09T08:00:00Z');
  done();
  await at('2026-05-09T08:00:05Z');
  expect(asked()).toEqual(['2026-05-09T00:30:00']);
});

test('while a run is asked for and not done, no other is asked for', async () => {
  const { at, done, asked } = shop(Date.parse('2026-05-01T00:30:00Z'));
  await at('2026-05-02T08:00:00Z');
  await at('2026-05-03T08:00:00Z');
  expect(asked()).toEqual(['2026-05-02T00:30:00']);
  done();
  await at('2026-05-03T08:00:05Z');
  expect(asked()).toEqual(['2026-05-02T00:30:00', '2026-05-03T00:30:00']);
});

test('between two runs the log is not asked', async () => {
  const { at, asked, looks } = shop(Date.parse('2026-05-02T00:30:00Z'));
  await at('2026-05-02T08:00:00Z');
  const once = looks();
  for (let hour = 9; hour < 24; hour += 1)
    await at(`2026-05-02T${`${hour}`.padStart(2, '0')}:00:00Z`);
  expect(looks()).toBe(once);
  await at('2026-05-03T08:00:00Z');
  expect(asked()).toEqual(['2026-05-03T00:30:00']);
});

test('a run that was kept while the clock was ahead does not keep the schedule still', async () => {
  const { at, done, asked } = shop(Date.parse('2027-05-01T00:30:00Z'));
  await at('2026-05-09T08:00:00Z');
  done();
  await at('2026-05-10T08:00:00Z');
  expect(asked()).toEqual(['2026-05-09T08:00:00', '2026-05-10T00:30:00']);
});

test('a clock that is moved back while it runs does not keep the schedule still', async () => {
  const { at, done, asked } = shop(Date.parse('2026-05-09T00:30:00Z'));
  await at('2027-05-09T08:00:00Z');
  done();
  await at('2026-05-09T08:00:00Z');
  expect(asked()).toEqual(['2027-05-09T00:30:00', '2026-05-09T08:00:00']);
});
