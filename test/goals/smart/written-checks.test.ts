import { expect, test } from 'vitest';
import { checkWritten } from '../../../pipeline/goals/smart/written-checks.ts';
import type { Goal } from '../../../schemas/goals.ts';
import { reach } from '../../support/goals.ts';

const good = { title: 'Net sales, whole company', company: true, cadence: 'weekly' } as const;
const denmark = { dimension: 'country', equals: 'DK' } as const;

function said(goals: readonly Goal[]): readonly string[] {
  const byId = new Map(goals.map((goal) => [goal.id, goal]));
  return goals.flatMap((goal) =>
    checkWritten(goal, byId).map(
      ({ aspect, field, message }) => `${goal.id} ${aspect} ${field}: ${message}`,
    ),
  );
}

test('a goal with all that it needs has no findings', () => {
  const all = reach({ id: 'all', ...good });
  const own = { title: 'Denmark', cadence: 'monthly' } as const;
  const child = reach({ id: 'dk', ...own, parent: 'all', scope: denmark });
  const support = reach({ id: 'helps', ...own, metric: 'orders', supports: 'all' });
  expect(said([all, child, support])).toEqual([]);
});

test('each lack is said, by field', () => {
  expect(said([reach({ id: 'net-sales', title: 'Net sales' })])).toEqual([
    'net-sales specific title: says no more than the id',
    'net-sales relevant parent: nothing says what the goal is for: it has no parent and supports no goal',
    'net-sales time-bound cadence: nothing says how often owner and manager look at it',
  ]);
});

test('a child without a scope on its parent’s days asks for all its parent counts', () => {
  const all = reach({ id: 'all', ...good });
  const child = reach({ id: 'child', title: 'A part', cadence: 'weekly', parent: 'all' });
  expect(said([all, child])).toEqual([
    'child specific scope: is missing: the goal asks for all that its parent all counts',
  ]);
  const half = { ...child, window: { start: '2024-01-01', end: '2024-06-30' } };
  expect(said([all, half])).toEqual([]);
  const denmarkFirst = {
    title: 'Denmark',
    cadence: 'weekly',
    scope: denmark,
    priority: -1,
  } as const;
  const elder = reach({ id: 'dk', ...denmarkFirst, parent: 'all' });
  expect(said([all, child, elder])).toEqual([]);
  expect(said([{ ...all, children: 'overlapping' }, child, elder])).toHaveLength(1);
});

test('of two goals that judge the same figure the later is told', () => {
  const first = reach({ id: 'one', ...good, scope: denmark });
  const second = reach({ id: 'two', ...good, scope: denmark, target: '7' });
  expect(said([first, second])).toEqual([
    'two specific scope: one asks for the same: net_sales of country is DK on the same days',
  ]);
  const other = { ...second, metric: 'orders' };
  expect(said([first, other])).toEqual([]);
});

test('a cadence must leave time to change something', () => {
  const window = { start: '2024-01-01', end: '2024-01-31' };
  const goal = (cadence: 'daily' | 'weekly' | 'monthly' | 'quarterly'): Goal =>
    reach({ id: 'a', ...good, window, cadence });
  expect(said([goal('weekly')])).toEqual([]);
  expect(said([goal('monthly')])).toEqual([
    'a time-bound cadence: is monthly, and the window ends after 31 days: nobody looks in time to change anything',
  ]);
  const day = { start: '2024-11-29', end: '2024-11-29' };
  expect(said([{ ...goal('daily'), window: day }])).toEqual([]);
});
