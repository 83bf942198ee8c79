import { describe, expect, test } from 'vitest';
import { addDays } from '../../schemas/calendar.ts';
import { goalsAsOf, type AgreedGoal } from '../../pipeline/attainment/agreed.ts';
import { periodsOf } from '../../pipeline/attainment/calendar.ts';
import { comparedDays } from '../../pipeline/attainment/compare.ts';
import { evaluate } from '../../pipeline/attainment/evaluate.ts';
import { formatBeside } from '../../pipeline/attainment/fraction.ts';
import { marksOf } from '../../pipeline/attainment/marks.ts';
import type { Measured } from '../../pipeline/attainment/measured.ts';
import { unreadSince, wereRead } from '../../pipeline/attainment/reading.ts';
import { stateOn } from '../../pipeline/attainment/agreed.ts';
import { leavesNothing } from '../../pipeline/attainment/way.ts';
import type { FrozenBaseline, GoalHistory } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { reach } from '../support/goals.ts';

const M = 1_000_000n;
const WINDOW = { start: '2026-10-05', end: '2026-11-01' };
const BEFORE = '2026-10-01';
const RUNNING = '2026-10-20';
const OVER = '2026-11-05';

function metric(id: string) {
  const found = metrics.get(id);
  if (found === undefined) throw new Error(`no metric ${id}`);
  return found;
}

function of(type: Goal['type'], values: object): Goal {
  const { target: _target, type: _type, ...common } = reach({ id: 'g', window: WINDOW });
  return { ...common, type, ...values } as unknown as Goal;
}

function sum(value: number): Measured {
  return { parts: [BigInt(value) * M], facts: value === 0 ? 0 : 1 };
}

interface Case {
  readonly goal: Goal;
  readonly metric?: string;
  readonly today?: string;
  /** What was counted in each period, or in the window. */
  readonly values?: readonly number[];
  readonly baseline?: string | undefined;
  readonly read?: string | undefined;
}

function frozenOf(goal: Goal, value: string | undefined): FrozenBaseline | undefined {
  if (value === undefined || !('baseline' in goal)) return undefined;
  const periods = 'every' in goal ? periodsOf(goal.window, goal.every) : [goal.window];
  return {
    metricVersion: 1,
    knownAt: 1,
    periods: periods.map((period) => {
      const { start, end } = comparedDays(goal.baseline, period) ?? period;
      const toDate = Array.from({ length: 28 }, (_, day) => String(day + 1));
      return { ...period, from: start, to: end, value, facts: 1, toDate };
    }),
  };
}

function stand({ goal, metric: id = 'net_sales', today = OVER, values = [], ...more }: Case) {
  const periods = 'every' in goal ? periodsOf(goal.window, goal.every) : [];
  const whole = sum(values.reduce((all, value) => all + value, 0));
  return evaluate(goal, metric(id), {
    whole,
    periods: periods.map((period, place) => ({ ...period, measured: sum(values[place] ?? 0) })),
    running: whole,
    frozen: frozenOf(goal, more.baseline),
    today,
    lastRead: 'read' in more ? more.read : today,
  });
}

const reaching = of('reach', { target: '100' });
const rising = of('increase', { target: '100', baseline: { kind: 'previous' } });
const falling = of('decrease', { target: '10', baseline: { kind: 'previous' } });
const weekly = of('maintain', { band: { min: '10' }, every: 'week' });
const low = of('maintain', { band: { max: '5' }, every: 'week' });
const last = of('relative', {
  change: '0.1',
  every: 'week',
  baseline: { kind: 'fixed', value: '10' },
});
const each = { ...last, judge: 'each' } as Goal;
const total = { ...last, judge: 'total' } as Goal;

test.each<[string, Case, string, string | undefined]>([
  ['reach early', { goal: reaching, today: BEFORE }, 'early', undefined],
  ['reach running', { goal: reaching, today: RUNNING, values: [50] }, 'open', '0.5'],
  ['reach reached', { goal: reaching, today: RUNNING, values: [100] }, 'achieved', '1'],
  ['reach over', { goal: reaching, values: [99] }, 'missed', '0.99'],
  ['reach of nothing, read', { goal: reaching }, 'missed', '0'],
  ['reach of nothing, not read', { goal: reaching, read: '2026-10-05' }, 'nodata', undefined],
  [
    'reach, not read to the end',
    { goal: reaching, values: [9], read: '2026-11-01' },
    'open',
    '0.09',
  ],
  ['reach of an unknown stream', { goal: reaching, read: undefined }, 'nodata', undefined],
  [
    'increase running',
    { goal: rising, today: RUNNING, values: [20], baseline: '28' },
    'open',
    '0.12963',
  ],
  ['increase over', { goal: rising, values: [100], baseline: '28' }, 'achieved', '1'],
  ['increase without baseline', { goal: rising, values: [100] }, 'nobaseline', undefined],
  [
    'increase from above',
    { goal: rising, values: [120], baseline: '101' },
    'nobaseline',
    undefined,
  ],
  [
    'increase from the target',
    { goal: rising, values: [120], baseline: '100' },
    'nobaseline',
    undefined,
  ],
  ['decrease to nothing', { goal: falling, baseline: '28' }, 'achieved', '1.555556'],
  ['decrease from below', { goal: falling, values: [5], baseline: '9' }, 'nobaseline', undefined],
  [
    'decrease running',
    { goal: falling, today: RUNNING, values: [15], baseline: '28' },
    'open',
    '0',
  ],
  ['weeks of nothing count', { goal: weekly, values: [50, 0, 0, 0] }, 'missed', '0.25'],
  ['weeks of nothing, not read', { goal: weekly, read: '' }, 'nodata', undefined],
  ['nothing is below', { goal: low, values: [6, 0, 0, 0] }, 'missed', '0.75'],
  ['all within', { goal: low, values: [5, 0, 0, 0] }, 'achieved', '1'],
  ['band running', { goal: weekly, today: RUNNING, values: [50, 5] }, 'open', '0.5'],
  ['last decides', { goal: last, values: [0, 0, 0, 11] }, 'achieved', '1'],
  ['last misses', { goal: last, values: [99, 99, 99, 10] }, 'missed', '0'],
  ['last of nothing', { goal: last, values: [99, 99, 99, 0] }, 'missed', '-10'],
  ['each met', { goal: each, values: [11, 12, 13, 14] }, 'achieved', '1'],
  ['each but one', { goal: each, values: [11, 10, 13, 14] }, 'missed', '0.75'],
  ['each so far', { goal: each, today: RUNNING, values: [11, 10] }, 'open', '0.5'],
  ['total met', { goal: total, values: [44, 0, 0, 0] }, 'achieved', '1'],
  ['total missed', { goal: total, values: [43, 0, 0, 0] }, 'missed', '0.75'],
])('%s', (_name, input, state, attainment) => {
  const result = stand(input);
  expect([result.state, result.attainment]).toEqual([state, attainment]);
  expect(result.reason !== undefined).toBe(attainment === undefined && state !== 'early');
});

test('how periods are judged is said, with how many were met', () => {
  expect(stand({ goal: last, values: [11, 11, 0, 0] }).judge).toEqual({
    by: 'last',
    words: 'the last of 4 weeks decides',
    met: 2,
    over: 4,
    of: 4,
  });
  expect(stand({ goal: weekly, today: RUNNING, values: [11, 11] }).judge).toMatchObject({
    by: 'each',
    met: 2,
    over: 2,
  });
});

test('an increase that runs says what it is compared with', () => {
  const { comparison } = stand({ goal: rising, today: RUNNING, values: [20], baseline: '28' });
  expect(comparison).toMatchObject({
    running: true,
    period: { start: '2026-10-05', end: '2026-10-19' },
    compared: { start: '2026-09-07', end: '2026-09-21' },
    toDate: { actual: '20', baseline: '15', target: '53.571429' },
  });
});

describe('exact fractions', () => {
  const rate = (goal: Goal, numerator: bigint, denominator: bigint) => {
    const measured = { parts: [numerator * M, denominator * M], facts: 1 };
    const periods = 'every' in goal ? [{ ...goal.window, measured }] : [];
    return evaluate(goal, metric('conversion_rate'), { whole: measured, periods, today: OVER });
  };

  test('a rate just below its target misses it, and is not shown as the target', () => {
    const goal = { ...reaching, target: '0.08' } as Goal;
    const almost = { state: 'missed', actual: '0.079999', attainment: '0.999996' };
    expect(rate(goal, 239_999n, 3_000_000n)).toMatchObject(almost);
    const nearer = { state: 'missed', actual: '0.079999', attainment: '0.999999' };
    expect(rate(goal, 79_999_999_999n, 1_000_000_000_000n)).toMatchObject(nearer);
    expect(rate(goal, 240_000n, 3_000_000n)).toMatchObject({ state: 'achieved', attainment: '1' });
    const band = of('maintain', { band: { min: '0.08' }, every: 'window' });
    expect(rate(band, 239_999n, 3_000_000n)).toMatchObject({ state: 'missed', attainment: '0' });
    expect(rate(band, 240_000n, 3_000_000n)).toMatchObject({ state: 'achieved' });
  });

  test('rounding never meets or crosses a limit', () => {
    const text = (over: bigint, under: bigint) => formatBeside({ over, under }, [8n]);
    expect(text(79n, 10n)).toBe('0.000007');
    expect(text(81n, 10n)).toBe('0.000009');
    expect(text(80n, 10n)).toBe('0.000008');
    expect(text(66n, 10n)).toBe('0.000007');
  });
});

test('a rate of nothing is too few data, not zero', () => {
  const measured = { parts: [0n, 0n], facts: 1 };
  const result = evaluate(reaching, metric('conversion_rate'), {
    whole: measured,
    today: OVER,
    lastRead: OVER,
  });
  expect(result).toMatchObject({ state: 'nodata' });
  expect(result.reason).toContain('nothing to divide by');
});

describe('revisions', () => {
  const revision = (n: number, from: string, goal: Goal) => ({ n, from, at: 1, by: 'a', goal });
  const agreedOn = (day: string, ...states: [string, Goal][]): AgreedGoal => {
    const revisions = states.map(([from, goal], place) => revision(place + 1, from, goal));
    const history: GoalHistory = { id: 'g', revisions };
    return goalsAsOf([history], day)[0] ?? expect.fail('no goal');
  };

  test('what was over keeps its target', () => {
    const agreed = agreedOn(
      '2026-11-30',
      [WINDOW.start, { ...reaching, target: '400' } as Goal],
      ['2026-11-11', { ...reaching, target: '300' } as Goal],
    );
    expect(agreed).toMatchObject({ goal: { target: '400' }, overtaken: { n: 2 } });
    const reading = { whole: sum(341), timezone: 'UTC', today: OVER };
    expect(marksOf(agreed, metric('net_sales'), reading).marks).toMatchObject([
      { code: 'revised-late', day: '2026-11-11' },
    ]);
  });

  test('a revision within the window judges the whole', () => {
    const agreed = agreedOn(
      '2026-11-30',
      [WINDOW.start, reaching],
      ['2026-11-01', { ...reaching, target: '300' } as Goal],
    );
    expect(agreed.goal).toMatchObject({ target: '300' });
    expect(agreed.overtaken).toBeUndefined();
  });

  test('each period is judged by the state in force on its last day', () => {
    const now = of('maintain', { band: { min: '40' }, every: 'week' });
    const agreed = agreedOn('2026-11-30', [WINDOW.start, weekly], ['2026-10-19', now]);
    const periods = periodsOf(WINDOW, 'week').map((one) => ({ ...one, measured: sum(20) }));
    const input = { whole: sum(80), periods, today: OVER, lastRead: OVER };
    const goalOn = (day: string) => stateOn(agreed, day).goal;
    const result = evaluate(agreed.goal, metric('net_sales'), { ...input, goalOn });
    expect(result.periods?.map(({ inside }) => inside)).toEqual([true, true, false, false]);
    expect(result.periods?.map(({ band }) => band)).toEqual([
      { min: '10' },
      { min: '10' },
      undefined,
      undefined,
    ]);
    const was = agreedOn('2026-11-30', [WINDOW.start, reaching], ['2026-10-19', now]);
    const typed = evaluate(was.goal, metric('net_sales'), {
      ...input,
      goalOn: (day) => stateOn(was, day).goal,
    });
    expect(typed.periods?.map(({ inside }) => inside)).toEqual([
      undefined,
      undefined,
      false,
      false,
    ]);
  });
});

test.each([
  ['increase', '99', false],
  ['increase', '100', true],
  ['increase', '101', true],
  ['decrease', '101', false],
  ['decrease', '100', true],
  ['decrease', '99', true],
] as const)('%s to 100 from %s leaves nothing to go: %s', (type, baseline, nothing) => {
  const goal = of(type, { target: '100', baseline: { kind: 'previous' } });
  expect(leavesNothing(goal as Extract<Goal, { type: 'increase' }>, baseline)).toBe(nothing);
});

test('marks', () => {
  const agreed = { goal: reaching, agreedAt: Date.parse('2026-11-02T12:00Z'), states: [] };
  const codes = (id: string, whole: Measured, lastRead: string) =>
    marksOf(agreed, metric(id), { whole, timezone: 'UTC', today: OVER, lastRead }).marks?.map(
      ({ code, day }) => [code, day],
    );
  expect(codes('net_sales', sum(1), '2026-11-01')).toEqual([
    ['agreed-late', '2026-11-02'],
    ['unread', '2026-11-01'],
  ]);
  expect(codes('conversion_rate', { parts: [150n, 100n], facts: 1 }, OVER)).toEqual([
    ['agreed-late', '2026-11-02'],
    ['impossible', undefined],
  ]);
});

test('days are read when their stream was read on a later day, or while they last', () => {
  const days = { start: '2026-10-05', end: '2026-10-11' };
  const on = (today: string, lastRead: string | undefined) => ({ today, lastRead });
  expect(wereRead(on('2026-10-20', '2026-10-12'), days)).toBe(true);
  expect(wereRead(on('2026-10-20', '2026-10-11'), days)).toBe(false);
  expect(wereRead(on('2026-10-08', '2026-10-05'), days)).toBe(true);
  expect(wereRead(on('2026-10-20', undefined), days)).toBe(false);
  expect(unreadSince(on('2026-10-20', '2026-10-07'), days)).toBe('2026-10-07');
  expect(unreadSince(on('2026-10-20', ''), days)).toBe('2026-10-05');
  expect(unreadSince(on('2026-10-20', '2026-10-12'), days)).toBeUndefined();
  expect(unreadSince(on(addDays(days.start, 1), '2026-10-06'), days)).toBeUndefined();
});
