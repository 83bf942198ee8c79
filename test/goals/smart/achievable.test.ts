import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgePast, type PastVerdict } from '../../../pipeline/goals/smart/achievable.ts';
import { DailySums } from '../../../pipeline/goals/smart/daily-sums.ts';
import {
  daysToMeasure,
  historyBefore,
  trialsOf,
  type MeasuredOver,
} from '../../../pipeline/goals/smart/trials.ts';
import { addDays } from '../../../schemas/calendar.ts';
import type { Goal } from '../../../schemas/goals.ts';
import { metrics } from '../../../schemas/metrics/registry.ts';
import type { Metric } from '../../../schemas/metric.ts';
import { reach } from '../../support/goals.ts';

const MICROS = 1_000_000n;
const netSales = metricOf('net_sales');
const history = { start: '2023-01-01', end: '2023-12-31' };
const may = { start: '2024-05-01', end: '2024-05-31' };
const { target: _, type: __, ...bare } = reach({ id: 'g', window: may });

function metricOf(id: string): Metric {
  const metric = metrics.get(id);
  if (metric === undefined) throw new Error(id);
  return metric;
}

/** In month n of 2023, n × 100 on its first day: 100 in January … 1200 in December. */
const rising: MeasuredOver = ({ start, end }) => {
  const months = Array.from({ length: 12 }, (_each, n) => n + 1).filter((n) => {
    const day = `2023-${String(n).padStart(2, '0')}-01`;
    return day >= start && day <= end;
  });
  const sum = months.reduce((all, n) => all + n * 100, 0);
  return { parts: [BigInt(sum) * MICROS], facts: months.length };
};

function verdict(goal: Goal, over = rising, days = history): PastVerdict {
  return judgePast(goal, days, trialsOf(goal, netSales, days, over));
}

test('a target that nothing reached is a finding with the nearest and the year before', () => {
  expect(verdict(reach({ id: 'g', window: may, target: '1300' }))).toEqual({
    field: 'target',
    message:
      'no month in your history reached 1300: the nearest was 1200, 2023-12-01 to 2023-12-31; a year before it was 500',
    mend: 'ask for less, or plan what will be different this time',
    past: {
      span: 'month',
      history,
      spans: 12,
      met: 0,
      percentile: 100,
      best: { start: '2023-12-01', end: '2023-12-31', value: '1200' },
      yearBefore: { start: '2023-05-01', end: '2023-05-31', value: '500' },
    },
  });
});

test('a target that is met nearly always is a finding, one between is a note with its percentile', () => {
  expect(verdict(reach({ id: 'g', window: may, target: '200' }))).toMatchObject({
    message: 'already met in 11 of 12 past stretches of a month; a year before it was 500',
    mend: 'ask for more: the best was 1200, 2023-12-01 to 2023-12-31',
  });
  const between = verdict(reach({ id: 'g', window: may, target: '300' }));
  expect(between.mend).toBeUndefined();
  expect(between.message).toBe(
    'met in 10 of 12 past stretches of a month; what it asks for lies at percentile 16 of them; a year before it was 500',
  );
  const quarter = { start: '2024-04-01', end: '2024-06-30' };
  expect(verdict(reach({ id: 'g', window: quarter, target: '3300' })).past).toMatchObject({
    span: 'three months',
    spans: 10,
    met: 1,
    percentile: 90,
  });
});

test('a decrease is met by what is at most its target', () => {
  const goal: Goal = {
    ...bare,
    type: 'decrease',
    target: '99',
    baseline: { kind: 'fixed', value: '500' },
  };
  expect(verdict(goal).message).toContain(
    'no month in your history came down to 99: the nearest was 100, 2023-01-01 to 2023-01-31',
  );
  expect(verdict({ ...goal, target: '100' }).past).toMatchObject({ met: 1, percentile: 91 });
});

test('to maintain what was always held is no finding; never held is one', () => {
  const goal: Goal = { ...bare, type: 'maintain', band: { min: '100' }, every: 'month' };
  expect(verdict(goal)).toMatchObject({ field: 'band', past: { met: 12 } });
  expect(verdict(goal).mend).toBeUndefined();
  const never = verdict({ ...goal, band: { min: '1', max: '99.5' } });
  expect(never.message).toBe(
    'no month in your history lay within the band of 1 to 99.5: the nearest was 100, 2023-01-01 to 2023-01-31',
  );
  expect(verdict({ ...goal, band: { min: '350', max: '450' } }).past?.met).toBe(1);
});

test('a relative goal is judged by the changes of the past', () => {
  const goal: Goal = {
    ...bare,
    type: 'relative',
    change: '1.5',
    baseline: { kind: 'fixed', value: '500' },
    every: 'month',
  };
  expect(verdict(goal).message).toBe(
    'no month in your history was +150 % against a baseline of 500: the nearest was +140 %, 2023-12-01 to 2023-12-31',
  );
  expect(verdict({ ...goal, change: '-0.8' }).past).toMatchObject({
    met: 1,
    best: { start: '2023-01-01', value: '-0.8' },
  });
  const january = { kind: 'days' as const, start: '2023-01-01', end: '2023-01-31' };
  expect(verdict({ ...goal, change: '11', baseline: january }).past).toMatchObject({ met: 1 });
});

test('the same weekdays a year before need a year more', () => {
  const daily: MeasuredOver = () => ({ parts: [MICROS], facts: 1 });
  const goal: Goal = {
    ...bare,
    type: 'relative',
    change: '0.1',
    baseline: { kind: 'lastYear' },
    every: 'month',
  };
  const long = { start: '2022-01-01', end: '2023-12-31' };
  const within = new Set(daysToMeasure(goal, long).map((one) => JSON.stringify(one)));
  const only: MeasuredOver = (days) => (within.has(JSON.stringify(days)) ? daily(days) : undefined);
  expect(trialsOf(goal, netSales, long, only).map(({ start }) => start)).toEqual(
    Array.from({ length: 12 }, (_each, n) => `2023-${String(n + 1).padStart(2, '0')}-01`),
  );
  const short = verdict(goal, () => undefined);
  expect(short).toEqual({
    field: 'change',
    message:
      'too little history to judge a month: 12 months before 2024-05-01, with 0 such stretches with days to compare with',
  });
});

test('too little history is said, and is nothing to mend', () => {
  const days = { start: '2024-02-01', end: '2024-04-30' };
  const halfYear = { start: '2024-05-01', end: '2024-10-31' };
  const found = verdict(reach({ id: 'g', window: halfYear }), rising, days);
  expect(found).toEqual({
    field: 'target',
    message:
      'too little history to judge six months: 3 months before 2024-05-01, with 0 such stretches',
  });
});

test('a month without sales is 0 for a sum, and nothing for a ratio', () => {
  const none: MeasuredOver = () => ({ parts: [0n, 0n], facts: 0 });
  const goal = reach({ id: 'g', window: may });
  expect(trialsOf(goal, netSales, history, none)).toHaveLength(12);
  expect(trialsOf(goal, metricOf('aov'), history, none)).toHaveLength(0);
});

test('history ends before the goal starts, before today, and where facts end', () => {
  const facts = { start: '2023-01-01', end: '2024-12-31' };
  const ends = (today: string): string | undefined =>
    historyBefore(reach({ id: 'g', window: may }), netSales, facts, today)?.end;
  expect(ends('2024-03-09')).toBe('2024-03-08');
  expect(ends('2026-01-01')).toBe('2024-04-30');
  const sparse = { ...facts, end: '2024-02-02' };
  const goal = reach({ id: 'g', window: may });
  expect(historyBefore(goal, netSales, sparse, '2026-01-01')?.end).toBe('2024-02-02');
  const later = { ...facts, start: '2024-05-01' };
  expect(historyBefore(goal, netSales, later, '2026-01-01')).toBeUndefined();
  const slow = { ...netSales, maturityDays: 30, provisionalDays: 2 };
  expect(historyBefore(goal, slow, facts, '2024-05-01')?.end).toBe('2024-03-31');
});

test('daily sums over any days are what adding them one by one gives', () => {
  const date = (n: number): string => addDays('2024-02-20', n);
  const day = fc.record({
    day: fc.integer({ min: 0, max: 40 }).map(date),
    value: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    facts: fc.nat(9),
  });
  const place = fc.integer({ min: -5, max: 50 });
  fc.assert(
    fc.property(fc.uniqueArray(day, { selector: (one) => one.day }), place, place, (days, a, b) => {
      const span = { start: date(Math.min(a, b)), end: date(Math.max(a, b)) };
      const inside = days.filter((one) => one.day >= span.start && one.day <= span.end);
      expect(new DailySums(days).over(span)).toEqual({
        value: inside.reduce((sum, { value }) => sum + value, 0n),
        facts: inside.reduce((sum, { facts }) => sum + facts, 0),
      });
    }),
  );
});
