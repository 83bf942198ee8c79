import { describe, expect, test } from 'vitest';
import { dueRuns, stableJitter, validateCron } from '../../pipeline/sync/schedule.ts';

const ZONES = ['Europe/Copenhagen', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
const START = Date.UTC(2025, 0, 1, 12);
const END = Date.UTC(2027, 0, 1, 12);
const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);

/** All runs after START until END, each found by asking at the moment the last answer named. */
function runsOf(cron: string, timezone: string, end = END): number[] {
  const runs: number[] = [];
  let watermark = START;
  let now = START;
  for (;;) {
    const answer = dueRuns({ cron, timezone, watermark, now, jitterMs: 0 });
    if (answer.due) {
      runs.push(answer.scheduledFor);
      watermark = answer.scheduledFor;
    }
    now = answer.next;
    if (now > end) return runs;
  }
}

function localOf(timezone: string): (ms: number) => { day: string; time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return (ms) => {
    const [day = '', time = ''] = format.format(ms).split(' ');
    return { day, time };
  };
}

describe.each(ZONES)('daily runs in %s over two years', (zone) => {
  const local = localOf(zone);
  const existing = new Set<string>();
  const days: string[] = [];
  for (let ms = START; ms <= END; ms += HOUR / 4) {
    const { day, time } = local(ms);
    existing.add(`${day} ${time}`);
    if (days.at(-1) !== day) days.push(day);
  }
  test.each(Array.from({ length: 24 }, (_, hour) => hour))('at %i:30, once a day', (hour) => {
    const time = `${String(hour).padStart(2, '0')}:30`;
    const runs = runsOf(`30 ${hour} * * *`, zone).map(local);
    expect(runs.map(({ day }) => day).slice(1, -1)).toEqual(
      days.filter((day) => day > (runs[0]?.day ?? '') && day < (runs.at(-1)?.day ?? '')),
    );
    expect(runs.length).toBeGreaterThanOrEqual(729);
    const wrong = runs.filter((run) =>
      existing.has(`${run.day} ${time}`) ? run.time !== time : run.time <= time,
    );
    expect(wrong).toEqual([]);
  });
});

/** Lord Howe's clock changes by half an hour, so its hours are not all an hour apart. */
const WHOLE_HOUR_ZONES = ZONES.filter((zone) => zone !== 'Australia/Lord_Howe');

test.each(WHOLE_HOUR_ZONES)('an hourly schedule runs every hour over a year in %s', (zone) => {
  const runs = runsOf('0 * * * *', zone, START + 370 * 24 * HOUR);
  expect(new Set(runs.slice(1).map((ms, i) => ms - (runs[i] ?? 0)))).toEqual(new Set([HOUR]));
});

test('02:30 in spring runs once, after the gap; in autumn once', () => {
  const runs = runsOf('30 2 * * *', 'Europe/Copenhagen');
  const days = (from: string, to: string): string[] =>
    runs.filter((ms) => ms >= at(from) && ms < at(to)).map((ms) => new Date(ms).toISOString());
  expect(days('2026-03-28T12:00Z', '2026-03-30T12:00Z')).toEqual([
    expect.stringMatching(/^2026-03-29T01:[03]0:00.000Z$/),
    '2026-03-30T00:30:00.000Z',
  ]);
  expect(days('2026-10-24T12:00Z', '2026-10-26T12:00Z')).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});

test('a list of hours is right over the clock changes too', () => {
  const runs = runsOf('30 2,14 * * *', 'Europe/Copenhagen');
  const on = (day: string): number =>
    runs.filter((ms) => localOf('Europe/Copenhagen')(ms).day === day).length;
  expect(on('2026-03-29')).toBe(2);
  expect(on('2026-10-25')).toBe(2);
});

describe('catching up', () => {
  const question = { cron: '0 * * * *', timezone: 'UTC', jitterMs: 0 };
  const now = at('2026-05-01T10:20Z');

  test('many missed runs are one: the latest', () => {
    const watermark = at('2024-01-01T00:00Z');
    const answer = dueRuns({ ...question, watermark, now });
    const latest = at('2026-05-01T10:00Z');
    expect(answer).toEqual({ due: true, scheduledFor: latest, next: latest + HOUR });
    expect(dueRuns({ ...question, watermark: latest, now })).toEqual({
      due: false,
      next: latest + HOUR,
    });
  });

  test('a rare schedule is found far back', () => {
    const rare = { cron: '0 3 29 2 *', timezone: 'UTC', jitterMs: 0 };
    const answer = dueRuns({ ...rare, watermark: at('2023-01-01T00:00Z'), now });
    expect(answer).toMatchObject({ due: true, scheduledFor: at('2024-02-29T03:00Z') });
  });

  test('a connection that never ran is due at once', () => {
    const answer = dueRuns({ ...question, watermark: undefined, now });
    expect(answer).toMatchObject({ due: true, scheduledFor: now });
  });

  test('jitter delays the start, not the scheduled time', () => {
    const delayed = { ...question, jitterMs: 30 * 60_000, watermark: at('2026-05-01T09:00Z') };
    expect(dueRuns({ ...delayed, now })).toEqual({ due: false, next: at('2026-05-01T10:30Z') });
    expect(dueRuns({ ...delayed, now: at('2026-05-01T10:30Z') })).toMatchObject({
      due: true,
      scheduledFor: at('2026-05-01T10:00Z'),
    });
  });
});

test('jitter is stable, in range, and spread', () => {
  const values = Array.from({ length: 200 }, (_, i) => stableJitter(`shop-${i}`, 1_000));
  expect(values).toEqual(Array.from({ length: 200 }, (_, i) => stableJitter(`shop-${i}`, 1_000)));
  expect(values.every((ms) => ms >= 0 && ms < 1_000 && Number.isInteger(ms))).toBe(true);
  expect(new Set(values.map((ms) => Math.floor(ms / 100))).size).toBe(10);
  expect(stableJitter('shop', 0)).toBe(0);
});

test('a wrong schedule or zone is named', () => {
  expect(validateCron('15 * * * *', 'Europe/Copenhagen')).toBeUndefined();
  expect(validateCron('61 * * * *', 'UTC')).toMatch(/"61 \* \* \* \*"/);
  expect(validateCron('* * * *', 'UTC')).toMatch(/five fields/);
  expect(validateCron('0 0 1 * * *', 'UTC')).toMatch(/five fields/);
  expect(validateCron('0 0 30 2 *', 'UTC')).toMatch(/never comes/);
  expect(validateCron('0 0 * * *', 'Europe/Kopenhagen')).toMatch(/Europe\/Kopenhagen/);
});
