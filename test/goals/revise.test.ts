import { describe, expect, test } from 'vitest';
import { epochsOf, goalsOn } from '../../pipeline/goals/in-force.ts';
import { revise, type Revising } from '../../pipeline/goals/revise.ts';
import type { GoalHistory } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import { reach } from '../support/goals.ts';

const goal = reach({ id: 'g', window: { start: '2024-03-01', end: '2024-05-31' } });
const others = reach({ id: 'other' });

/** Applies sets of goals one after the other. */
function applied(
  ...steps: readonly (readonly [readonly Goal[], Partial<Revising>])[]
): Map<string, GoalHistory> {
  const known = new Map<string, GoalHistory>();
  for (const [goals, revising] of steps) {
    const at = { at: 1, today: '2024-02-01', by: 'anna', ...revising };
    for (const history of revise(known, goals, at).histories) known.set(history.id, history);
  }
  return known;
}

function targetOn(known: Map<string, GoalHistory>, day: string): string | undefined {
  const found = goalsOn(known.values(), day).find(({ id }) => id === 'g');
  return found?.type === 'reach' ? found.target : undefined;
}

describe('revisions', () => {
  test('a new goal is in force from its first day, and nothing is written twice', () => {
    const known = applied([[goal], {}], [[goal], {}]);
    expect(known.get('g')?.revisions).toEqual([
      { n: 1, from: '2024-03-01', at: 1, by: 'anna', goal },
    ]);
  });

  test('before its first day a goal is replaced from the beginning, without a reason', () => {
    const known = applied([[goal], {}], [[{ ...goal, target: '2' }], { today: '2024-02-29' }]);
    expect(targetOn(known, '2024-03-01')).toBe('2');
  });

  test('a goal may be moved to earlier days before it starts', () => {
    const earlier = { ...goal, window: { start: '2024-02-15', end: '2024-05-31' } };
    const known = applied([[goal], {}], [[earlier], { today: '2024-02-10' }]);
    expect(goalsOn(known.values(), '2024-02-15')).toEqual([earlier]);
  });

  test('after its first day it takes a reason', () => {
    const known = applied([[goal], {}]);
    const revising = { at: 2, today: '2024-03-01', by: 'bo' };
    const { histories, refused } = revise(known, [{ ...goal, target: '2' }], revising);
    expect(histories).toEqual([]);
    expect(refused).toMatchObject([{ change: { id: 'g', kind: 'changed', fields: ['target'] } }]);
  });

  test('another metric takes another id where days keep the old one', () => {
    const other = { ...goal, metric: 'gross_sales' };
    const reasoned = { at: 2, today: '2024-04-10', by: 'bo', reason: 'why' };
    const { histories, refused } = revise(applied([[goal], {}]), [other], reasoned);
    expect([histories.length, refused[0]?.why]).toEqual([
      0,
      expect.stringContaining('an id of its own'),
    ]);
    const whole = { ...reasoned, effective: '2024-03-01' };
    expect(revise(applied([[goal], {}]), [other], whole).refused).toEqual([]);
  });

  test('the days before the change keep the old target', () => {
    const reasoned = { at: 2, today: '2024-04-10', by: 'bo', reason: 'a shop closed' };
    const known = applied([[goal], {}], [[{ ...goal, target: '2' }], reasoned]);
    expect(targetOn(known, '2024-04-09')).toBe('1000');
    expect(targetOn(known, '2024-04-10')).toBe('2');
    expect(known.get('g')?.revisions[1]).toMatchObject({ by: 'bo', reason: 'a shop closed', n: 2 });
  });

  test('a backdated change supersedes those after its day', () => {
    const reason = 'corrected';
    const known = applied(
      [[goal], {}],
      [[{ ...goal, target: '2' }], { today: '2024-04-10', reason }],
      [[{ ...goal, target: '3' }], { today: '2024-04-20', reason, effective: '2024-03-01' }],
    );
    expect(['2024-03-01', '2024-04-10', '2024-05-01'].map((day) => targetOn(known, day))).toEqual([
      '3',
      '3',
      '3',
    ]);
  });

  test('another title needs no reason and changes no day', () => {
    const renamed = { ...goal, title: 'Better' };
    const known = applied([[goal], {}], [[renamed], { today: '2024-04-10' }]);
    expect(goalsOn(known.values(), '2024-03-01')).toEqual([renamed]);
  });

  test('a goal taken out stays in force for the days before; one not yet begun was never there', () => {
    const late = applied(
      [[goal, others], {}],
      [[others], { today: '2024-04-10', reason: 'ended' }],
    );
    expect(goalsOn(late.values(), '2024-04-09').map(({ id }) => id)).toEqual(['g', 'other']);
    expect(goalsOn(late.values(), '2024-04-10').map(({ id }) => id)).toEqual(['other']);
    const soon = applied([[goal], {}], [[], {}]);
    expect(goalsOn(soon.values(), '2024-03-01')).toEqual([]);
  });

  test('a goal that comes back is a new revision from its first day', () => {
    const known = applied([[goal], {}], [[], {}], [[goal], {}]);
    expect(known.get('g')?.revisions.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(goalsOn(known.values(), '2024-03-01')).toEqual([goal]);
  });

  test('a measured baseline stays with what it was measured for', () => {
    const growing: Goal = {
      ...goal,
      type: 'relative',
      change: '0.1',
      baseline: { kind: 'lastYear' },
      every: 'month',
    };
    const known = applied([[growing], {}]);
    const first = known.get('g')?.revisions[0];
    const baseline = { metricVersion: 1, knownAt: 5, periods: [] };
    if (first !== undefined) known.set('g', { id: 'g', revisions: [{ ...first, baseline }] });
    const revising = { at: 2, today: '2024-04-01', by: 'bo', reason: 'more' };
    const more = revise(known, [{ ...growing, change: '0.2' }], revising).histories[0];
    expect(more?.revisions[1]?.baseline).toEqual(baseline);
    const scoped = { ...growing, scope: { dimension: 'country' as const, equals: 'DK' } };
    const started = revise(known, [scoped], revising).histories[0]?.revisions[1];
    expect(started?.baseline).toEqual(baseline);
    const before = revise(known, [scoped], { ...revising, today: '2023-12-01' }).histories[0];
    expect(before?.revisions[1]?.baseline).toBeUndefined();
  });

  test('epochs begin where a goal changes, and a goal to come is there from the beginning', () => {
    const known = applied(
      [[goal, others], {}],
      [[{ ...goal, target: '2' }, others], { today: '2024-04-10', reason: 'why' }],
    );
    const epochs = epochsOf(known.values());
    expect(epochs.map(({ from, goals }) => [from, goals.map(({ id }) => id).join(' ')])).toEqual([
      ['1970-01-01', 'g other'],
      ['2024-04-10', 'g other'],
    ]);
  });
});
