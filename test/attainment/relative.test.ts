import { describe, expect, test } from 'vitest';
import { periodsOf, type PeriodValue } from '../../pipeline/attainment/calendar.ts';
import { comparedDays, comparisonWords } from '../../pipeline/attainment/compare.ts';
import { evaluate } from '../../pipeline/attainment/evaluate.ts';
import { maintained } from '../../pipeline/attainment/maintain.ts';
import { unmeasuredPeriods } from '../../pipeline/attainment/measure-baseline.ts';
import type { Measured } from '../../pipeline/attainment/measured.ts';
import { scoreOf } from '../../pipeline/attainment/score.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { reach } from '../support/goals.ts';

const M = 1_000_000n;
const sales = metrics.get('net_sales') ?? expect.fail('no net_sales');

function of<T extends Goal['type']>(type: T, values: object): Extract<Goal, { type: T }> {
  const { target: _, ...common } = reach({
    id: 'g',
    window: { start: '2027-05-01', end: '2027-07-31' },
  });
  return { ...common, type, ...values } as unknown as Extract<Goal, { type: T }>;
}

const goal = of('relative', { change: '0.1', baseline: { kind: 'lastYear' }, every: 'month' });
const months = periodsOf(goal.window, 'month');

function counted(value: bigint | undefined): Measured {
  return value === undefined ? { parts: [0n], facts: 0 } : { parts: [value * M], facts: 1 };
}

/** Last year's months came to 1000, 2000 and 3000. */
const frozen: FrozenBaseline = {
  metricVersion: 1,
  knownAt: 7,
  periods: months.map((period, index) => {
    const days = comparedDays(goal.baseline, period) ?? period;
    const toDate = { toDate: Array.from({ length: 31 }, (_, day) => String((day + 1) * 30)) };
    return {
      ...period,
      from: days.start,
      to: days.end,
      value: String((index + 1) * 1000),
      facts: 9,
      ...(index === 0 ? toDate : {}),
    };
  }),
};

function on(today: string, values: readonly (bigint | undefined)[], more: object = {}) {
  return evaluate({ ...goal, ...more }, sales, {
    whole: counted(1n),
    periods: months.map((period, index) => ({ ...period, measured: counted(values[index]) })),
    running: counted(values[0]),
    frozen,
    today,
  });
}

describe('relative', () => {
  test('each period stands against its own days; what stands now is the last one over', () => {
    const july = on('2027-07-10', [1050n, 2300n, 10n]);
    expect(july).toMatchObject({
      state: 'open',
      actual: '2300',
      baseline: '2000',
      target: '2200',
      attainment: '1.5',
      comparison: {
        running: false,
        period: { start: '2027-06-01', end: '2027-06-30' },
        compared: { start: '2026-06-02', end: '2026-07-01' },
        knownAt: 7,
        redefined: false,
      },
    });
    expect(july.periods?.map(({ attainment, over }) => [attainment, over])).toEqual([
      ['0.5', true],
      ['1.5', true],
      [undefined, false],
    ]);
  });

  test('attainment is signed and never clipped', () => {
    expect(on('2027-06-01', [500n]).attainment).toBe('-5');
    expect(on('2027-06-01', [4000n]).attainment).toBe('30');
  });

  test('the last period decides', () => {
    expect(on('2027-08-01', [0n, 0n, 3300n]).state).toBe('achieved');
    expect(on('2027-08-01', [9000n, 9000n, 3299n]).state).toBe('missed');
    expect(on('2027-08-01', [9000n, 9000n, undefined])).toMatchObject({
      state: 'nodata',
      reason:
        'nothing was counted from 2027-07-01 to 2027-07-31, and the streams were not read over these days',
    });
  });

  test('before a period is over its whole days stand against as many days of the baseline', () => {
    expect(on('2027-05-11', [315n])).toMatchObject({
      state: 'open',
      actual: '315',
      baseline: '300',
      attainment: '0.5',
      comparison: {
        running: true,
        period: { start: '2027-05-01', end: '2027-05-10' },
        compared: { start: '2026-05-02', end: '2026-05-11' },
      },
    });
    expect(on('2027-05-01', [undefined])).toMatchObject({
      reason: 'no day of the first period is over yet',
    });
  });

  test('part of a month is not compared with a fixed baseline of a sum', () => {
    const fixed = on('2027-05-11', [315n], { baseline: { kind: 'fixed', value: '1000' } });
    expect(fixed).toMatchObject({ state: 'nobaseline' });
    expect(fixed).not.toHaveProperty('attainment');
  });

  test('less than the baseline is asked for with a negative change', () => {
    expect(on('2027-06-01', [950n], { change: '-0.1' })).toMatchObject({
      target: '900',
      attainment: '0.5',
    });
  });

  test('a baseline that is not there is said, not guessed', () => {
    const bare = { whole: counted(1n), frozen: undefined };
    const periods = months.map((period) => ({ ...period, measured: counted(5n) }));
    expect(evaluate(goal, sales, { ...bare, periods, today: '2027-06-05' })).toMatchObject({
      state: 'nobaseline',
      reason: 'the baseline, 2026-05-02 to 2026-06-01, is not measured yet',
    });
    const previous = { ...goal, baseline: { kind: 'previous' as const } };
    const some = { ...frozen, periods: frozen.periods.slice(1) };
    expect(
      evaluate(previous, sales, { ...bare, frozen: some, periods, today: '2027-06-05' }).reason,
    ).toContain('2027-03-31 to 2027-04-30');
    const none = { ...frozen, periods: frozen.periods.map((one) => ({ ...one, value: '0' })) };
    expect(
      evaluate(goal, sales, { ...bare, frozen: none, periods, today: '2027-06-05' }),
    ).toMatchObject({ state: 'nobaseline', baseline: '0' });
  });

  test('a metric that was defined anew since is told', () => {
    const old = { ...frozen, metricVersion: 0 };
    const periods = months.map((period) => ({ ...period, measured: counted(5n) }));
    const input = { whole: counted(1n), periods, frozen: old, today: '2027-06-05' };
    expect(evaluate(goal, sales, input).comparison).toMatchObject({
      metricVersion: 0,
      redefined: true,
    });
  });
});

test('increase without a measured baseline has none to speak of', () => {
  const increase = of('increase', { target: '5000', baseline: { kind: 'previous' } });
  const input = { whole: counted(4000n), today: '2027-06-05' };
  expect(evaluate(increase, sales, input)).toMatchObject({ state: 'nobaseline', target: '5000' });
  const measured: FrozenBaseline = {
    metricVersion: 1,
    knownAt: 7,
    periods: [
      { ...increase.window, from: '2027-01-29', to: '2027-04-30', value: '3000', facts: 2 },
    ],
  };
  const over = { ...input, frozen: measured, today: '2027-08-01' };
  expect(evaluate(increase, sales, over)).toMatchObject({
    baseline: '3000',
    attainment: '0.5',
    state: 'missed',
    comparison: { compared: { start: '2027-01-29', end: '2027-04-30' } },
  });
});

test('only days that are over are measured, and none twice', () => {
  expect(unmeasuredPeriods(goal, undefined, '2026-07-01')).toHaveLength(1);
  expect(unmeasuredPeriods(goal, undefined, '2027-04-01')).toHaveLength(3);
  expect(unmeasuredPeriods(goal, frozen, '2027-04-01')).toEqual([]);
});

test('which days are compared with which, in words', () => {
  const [may = goal.window] = months;
  expect(comparisonWords(goal.baseline, may, comparedDays(goal.baseline, may))).toBe(
    'May 2027 (2027-05-01 to 2027-05-31) against the same weekdays last year: 2026-05-02 to 2026-06-01',
  );
  expect(comparedDays({ kind: 'previous' }, may)).toEqual({
    start: '2027-03-31',
    end: '2027-04-30',
  });
});

test('maintain names the period farthest outside the band, the earliest of equals', () => {
  const band = of('maintain', { band: { min: '90', max: '100' }, every: 'week' });
  const values = [95n, 88n, 103n, 87n, 50n];
  const weeks: PeriodValue[] = values.map((value, index) => ({
    start: `2027-05-${10 + index}`,
    end: `2027-05-${10 + index}`,
    value: { over: value * M, under: 1n },
  }));
  expect(maintained(band, weeks, { today: '2027-05-14' })).toMatchObject({
    attainment: '0.25',
    worst: { start: '2027-05-12', actual: '103', limit: 'max', by: '3' },
  });
});

test('quarters are three months from the month the window starts in', () => {
  const quarters = (start: string, end: string) =>
    periodsOf({ start, end }, 'quarter').map((one) => one.end);
  expect(quarters('2027-01-01', '2027-12-31')).toEqual([
    '2027-03-31',
    '2027-06-30',
    '2027-09-30',
    '2027-12-31',
  ]);
  expect(quarters('2027-02-01', '2027-08-15')).toEqual(['2027-04-30', '2027-07-31', '2027-08-15']);
});

test('a score is the sum of weight × attainment, once each has both', () => {
  const supporter = (id: string, weight: string) => reach({ id, supports: 'g', weight });
  const goals = [supporter('a', '0.333333'), supporter('b', '0.666667')];
  const shares = new Map([['a', '-0.5']]);
  expect(scoreOf('g', goals, (id) => shares.get(id))).not.toHaveProperty('value');
  shares.set('b', '1.5');
  expect(scoreOf('g', goals, (id) => shares.get(id))?.value).toBe('0.833334');
  expect(scoreOf('other', goals, () => '1')).toBeUndefined();
});
