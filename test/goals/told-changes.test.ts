import { expect, test } from 'vitest';
import { revise, type Revising } from '../../pipeline/goals/revise.ts';
import { toldChanges } from '../../pipeline/goals/told-changes.ts';
import { changeOf } from '../../pipeline/goals/changes.ts';
import type { GoalHistory } from '../../schemas/goal-history.ts';
import type { Goal } from '../../schemas/goals.ts';
import { reach } from '../support/goals.ts';

const goal = reach({ id: 'g', window: { start: '2024-03-01', end: '2024-05-31' } });
const on = { day: '2024-06-30', timezone: 'Europe/Copenhagen' };

function history(
  ...steps: readonly (readonly [Goal | undefined, Partial<Revising>])[]
): GoalHistory {
  let known = new Map<string, GoalHistory>();
  for (const [written, revising] of steps) {
    const by = { at: 1, today: '2024-02-01', by: 'anna', ...revising };
    const goals = written === undefined ? [] : [written];
    known = new Map([
      ...known,
      ...revise(known, goals, by).histories.map((h) => [h.id, h] as const),
    ]);
  }
  const found = known.get('g');
  if (found === undefined) throw new Error('nothing was agreed');
  return found;
}

const LATER = {
  at: Date.parse('2024-04-10T10:00:00Z'),
  today: '2024-04-10',
  by: 'bo',
  reason: 'why',
};

test('a goal that nobody changed has no changes', () => {
  expect(toldChanges(history([goal, {}]), undefined, on)).toEqual({});
  expect(toldChanges(undefined, undefined, on)).toEqual({});
});

test('a changed target tells from, to, since when, by whom and why; new words are no change', () => {
  const told = history(
    [goal, {}],
    [{ ...goal, title: 'In other words' }, LATER],
    [
      { ...goal, title: 'In other words', target: '7' },
      { ...LATER, effective: '2024-05-01' },
    ],
  );
  expect(toldChanges(told, undefined, on)).toEqual({
    changes: [
      {
        n: 3,
        from: '2024-05-01',
        at: LATER.at,
        by: 'bo',
        reason: 'why',
        kind: 'changed',
        fields: [{ field: 'target', before: 'target' in goal ? goal.target : '', after: '7' }],
      },
    ],
  });
  expect(toldChanges(told, undefined, { ...on, day: '2024-04-09' })).toEqual({});
});

test('a goal that was taken out and comes back tells both', () => {
  const told = history([goal, {}], [undefined, LATER], [goal, { ...LATER, today: '2024-04-20' }]);
  expect(toldChanges(told, undefined, on).changes?.map(({ kind }) => kind)).toEqual([
    'removed',
    'added',
  ]);
});

test('what the files ask for is told until it, or anything else, is agreed', () => {
  const different = changeOf('g', goal, { ...goal, target: '9' });
  const before = history([goal, {}]);
  expect(toldChanges(before, different, on).written?.fields).toMatchObject([
    { field: 'target', after: '9' },
  ]);
  const after = history([goal, {}], [{ ...goal, target: '9' }, LATER]);
  expect(toldChanges(after, different, on).written).toBeUndefined();
});
