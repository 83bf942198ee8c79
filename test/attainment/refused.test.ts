import { expect, test } from 'vitest';
import { answeredMetrics, damageOn, refusedGoals } from '../../pipeline/attainment/refused.ts';
import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { Damage } from '../../schemas/damage.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { report } from '../dashboards/fixtures.ts';

function sales(from: string, to: string, type: Damage['type'] = 'sale'): Damage[] {
  return [{ type, from, to, since: 1 }];
}

function only(id: string, damage: readonly Damage[]): GoalAttainment | undefined {
  return refusedGoals(report.goals, metrics, damage).find((goal) => goal.id === id);
}

const tents = report.goals.find(({ id }) => id === 'tents');

test('without damage every goal stays as it is', () => {
  expect(refusedGoals(report.goals, metrics, [])).toEqual(report.goals);
  expect(only('tents', sales('2020-01-01', '2020-12-31'))).toEqual(tents);
});

test('a goal whose window has lost facts gives no figure and says the way out', () => {
  const goal = only('tents', sales('2026-03-01', '2026-03-02'));
  expect(goal).toMatchObject({ id: 'tents', state: 'damaged', facts: 0, daily: [] });
  expect(goal?.reason).toContain('goalstream repair');
  const told = Object.keys(goal ?? {});
  for (const figure of ['actual', 'attainment', 'numerator', 'children', 'comparison', 'worst']) {
    expect(told).not.toContain(figure);
  }
  expect(goal?.owners.every((owner) => !('value' in owner))).toBe(true);
});

test('the days that a goal is compared with count too', () => {
  const growth = report.goals.find(({ comparison }) => comparison?.compared !== undefined);
  const start = growth?.comparison?.compared?.start ?? '';
  expect(only(growth?.id ?? '', sales(start, start))?.state).toBe('damaged');
});

test('facts of a type that a metric does not count are no matter, rates are where it is money', () => {
  const metric = metrics.get('net_sales');
  expect(damageOn(metric, {}, sales('2026-03-01', '2026-03-02', 'traffic'))).toEqual([]);
  expect(damageOn(metric, {}, sales('2026-03-01', '2026-03-02', 'rate'))).toHaveLength(1);
  expect(damageOn(metrics.get('orders'), {}, sales('2026-03-01', '2026-03-02', 'rate'))).toEqual(
    [],
  );
});

test('sums over all days are not told for a metric that has lost facts', () => {
  const left = answeredMetrics(report.metrics, metrics, sales('2020-01-01', '2020-01-01'));
  expect(left.length).toBeLessThan(report.metrics.length);
});
