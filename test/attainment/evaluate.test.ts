import { describe, expect, test } from 'vitest';
import { periodsOf } from '../../pipeline/attainment/calendar.ts';
import { localDate } from '../../schemas/calendar.ts';
import { evaluate } from '../../pipeline/attainment/evaluate.ts';
import type { Measured, PeriodMeasured } from '../../pipeline/attainment/measured.ts';
import { quotient } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { reach } from '../support/goals.ts';

const M = 1_000_000n;

function metric(id: string): Metric {
  const found = metrics.get(id);
  if (found === undefined) throw new Error(`no metric ${id}`);
  return found;
}

function measured(...parts: bigint[]): Measured {
  return { parts, facts: 3 };
}

/** As on a day, of what was measured in all and by period. */
function at(
  goal: Goal,
  id: string,
  whole: Measured,
  periods: readonly PeriodMeasured[],
  today: string,
) {
  return evaluate(goal, metric(id), { whole, periods, today });
}

describe('reach', () => {
  const goal = reach({ id: 'g', target: '900000' });

  test('attainment is actual by target, never clipped', () => {
    const open = at(goal, 'net_sales', measured(614_695n * M), [], '2024-03-09');
    expect(open).toMatchObject({ actual: '614695', attainment: '0.682994', state: 'open' });
    const over = at(goal, 'net_sales', measured(1_800_000n * M), [], '2024-03-09');
    expect(over).toMatchObject({ attainment: '2', state: 'achieved' });
    const negative = at(goal, 'net_sales', measured(-9n * M), [], '2024-03-09');
    expect(negative.attainment).toBe('-0.00001');
  });

  test.each([
    ['2023-12-31', 'early', '0'],
    ['2024-01-01', 'open', '0'],
    ['2024-12-31', 'open', '0.997268'],
    ['2025-01-01', 'missed', '1'],
  ])('on %s it is %s', (today, state, elapsed) => {
    const result = at(goal, 'net_sales', measured(5n * M), [], today);
    expect(result).toMatchObject({ state, elapsed });
  });

  test('no facts, no judgement', () => {
    const none = { parts: [0n], facts: 0 };
    expect(at(goal, 'net_sales', none, [], '2025-06-01').state).toBe('nodata');
  });
});

test('decrease counts the way from the baseline', () => {
  const goal: Goal = {
    ...reach({ id: 'returns', metric: 'refund_rate' }),
    type: 'decrease',
    baseline: { kind: 'fixed', value: '0.12' },
    target: '0.08',
  };
  const having = (numerator: bigint) =>
    at(goal, 'refund_rate', measured(numerator * M, 100n * M), [], '2024-06-01');
  expect(having(9n)).toMatchObject({
    actual: '0.09',
    attainment: '0.75',
    numerator: '9',
    denominator: '100',
  });
  expect(having(14n).attainment).toBe('-0.5');
});

test('maintain judges each period that is over', () => {
  const goal: Goal = {
    ...reach({ id: 'on-time', metric: 'on_time_delivery_rate' }),
    type: 'maintain',
    band: { min: '0.95' },
    every: 'week',
    window: { start: '2024-01-01', end: '2024-01-21' },
  };
  const weeks = periodsOf(goal.window, 'week').map((period, index) => ({
    ...period,
    measured: measured([96n, 94n, 99n][index] ?? 0n, 100n),
  }));
  const result = at(goal, 'on_time_delivery_rate', measured(289n, 300n), weeks, '2024-01-16');
  expect(result.periods?.map(({ inside }) => inside)).toEqual([true, false, undefined]);
  expect(result).toMatchObject({ attainment: '0.5', state: 'open', target: '0.95' });
  expect(
    at(goal, 'on_time_delivery_rate', measured(289n, 300n), weeks, '2024-02-01'),
  ).toMatchObject({
    attainment: '0.666667',
    state: 'missed',
  });
});

test('a ratio without a denominator has no value', () => {
  const goal = reach({ id: 'aov', metric: 'aov' });
  expect(at(goal, 'aov', measured(5n, 0n), [], '2024-06-01')).not.toHaveProperty('actual');
});

test.each([
  [1n, 3n, '0.333333'],
  [2n, 3n, '0.666667'],
  [-1n, 3n, '-0.333333'],
  [5n, 10_000_000n, '0'],
  [15n, 10_000_000n, '0.000002'],
])('%d ÷ %d is %s, half to even', (a, b, text) => {
  expect(quotient(a, b)).toBe(text);
});

test('weeks run from Monday and are cut by the window', () => {
  expect(periodsOf({ start: '2024-02-28', end: '2024-03-12' }, 'week')).toEqual([
    { start: '2024-02-28', end: '2024-03-03' },
    { start: '2024-03-04', end: '2024-03-10' },
    { start: '2024-03-11', end: '2024-03-12' },
  ]);
  expect(
    periodsOf({ start: '2024-01-31', end: '2024-03-01' }, 'month').map(({ end }) => end),
  ).toEqual(['2024-01-31', '2024-02-29', '2024-03-01']);
});

test('a day is the local date', () => {
  const justBeforeMidnight = Date.parse('2024-03-30T22:59:59Z');
  expect(localDate(justBeforeMidnight, 'Europe/Copenhagen')).toBe('2024-03-30');
  expect(localDate(justBeforeMidnight + 1000, 'Europe/Copenhagen')).toBe('2024-03-31');
  expect(localDate(justBeforeMidnight, 'Pacific/Auckland')).toBe('2024-03-31');
});
