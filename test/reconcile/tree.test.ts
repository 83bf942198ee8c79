import { expect, test } from 'vitest';
import { equationsOf, sidesThatDiffer } from '../../pipeline/reconcile/tree.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { reach } from '../support/goals.ts';

const goals = [
  reach({ id: 'all' }),
  reach({ id: 'north', parent: 'all' }),
  reach({ id: 'south', parent: 'all' }),
  reach({ id: 'visits', metric: 'sessions' }),
];

test('each metric and each parent has its equation; distinct counts have none', () => {
  const equations = equationsOf([...goals, reach({ id: 'buyers', metric: 'orders' })], metrics);
  expect(equations.map(({ subject, part, equals }) => [subject, part.id, equals])).toEqual([
    ['metric net_sales', 'net_sales', 'total/all'],
    ['all', 'net_sales', 'all'],
    ['metric sessions', 'sessions', 'total/all'],
  ]);
});

test('one micro too much shows, and what is counted twice is taken off', () => {
  const [total, all] = equationsOf(goals, metrics);
  if (total === undefined || all === undefined) throw new Error('two equations are expected');
  const values = new Map([
    ['all', 10n],
    ['north', 3n],
    ['south', 5n],
    ['unattributed/all', 2n],
    ['unattributed/metric.net_sales', 4n],
    ['overlap/metric.net_sales', 1n],
    ['total/all', 13n],
  ]);
  expect(sidesThatDiffer(all, values)).toBeUndefined();
  expect(sidesThatDiffer(total, values)).toBeUndefined();
  values.set('south', 6n);
  expect(sidesThatDiffer(all, values)).toEqual({ sum: 11n, whole: 10n });
});

test('counts of facts do not add up beside a linear goal, sums do', () => {
  const linear = (metric: string) =>
    equationsOf([reach({ id: 'l', metric, touch: 'linear' })], metrics);
  expect(linear('sale_entries')).toEqual([]);
  expect(linear('net_sales')).toHaveLength(1);
  expect(equationsOf([reach({ id: 'w', metric: 'sale_entries' })], metrics)).toHaveLength(1);
});
