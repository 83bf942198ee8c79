import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goalsAsOf } from '../../pipeline/attainment/agreed.ts';
import {
  exactByOwner,
  largestRemainder,
  ownersOf,
  ownersOn,
} from '../../pipeline/attainment/owners.ts';
import { ownerIdsOf } from '../../pipeline/attainment/whose.ts';
import type { GoalHistory } from '../../schemas/goal-history.ts';
import { reach } from '../support/goals.ts';

const M = 1_000_000n;
const quarter = { start: '2024-01-01', end: '2024-03-31' };
const shared = reach({
  id: 'g',
  window: quarter,
  owners: [
    { owner: 'anna', share: '0.333333' },
    { owner: 'bo', share: '0.666667', to: '2024-02-15' },
    { owner: 'carl', share: '0.666667', from: '2024-02-16' },
  ],
});
const plain = { goal: shared, states: [] };

test('shares are those of the day', () => {
  expect([...ownersOn(shared, '2024-02-15').keys()]).toEqual(['anna', 'bo']);
  expect([...ownersOn(shared, '2024-02-16').keys()]).toEqual(['anna', 'carl']);
  expect(ownersOn(shared, '2024-04-01').size).toBe(0);
});

test('each day’s value goes by the shares of that day, and the parts sum to the whole', () => {
  const days = [
    { day: '2024-02-15', value: 100n },
    { day: '2024-02-16', value: -7n },
  ];
  expect(ownersOf(plain, '2024-03-01', new Map([['bo', 'Bo']]), days)).toEqual([
    {
      id: 'carl',
      name: 'carl',
      share: '0.666667',
      held: [{ from: '2024-02-16', to: '2024-03-31', share: '0.666667' }],
      value: '-0.000005',
    },
    {
      id: 'anna',
      name: 'anna',
      share: '0.333333',
      held: [{ from: '2024-01-01', to: '2024-03-31', share: '0.333333' }],
      value: '0.000031',
    },
    {
      id: 'bo',
      name: 'Bo',
      share: '0',
      held: [{ from: '2024-01-01', to: '2024-02-15', share: '0.666667' }],
      value: '0.000067',
    },
  ]);
});

test('largest remainder: parts sum to the total, and none is a millionth or more off', () => {
  const amounts = fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(amounts, (values) => {
      const sum = values.reduce((all, value) => all + value, 0n);
      const whole = [...values, M - (((sum % M) + M) % M)];
      const exact = new Map(whole.map((value, index) => [`o${index}`, value]));
      const parts = largestRemainder(exact) ?? new Map<string, bigint>();
      const total = whole.reduce((all, value) => all + value, 0n) / M;
      expect([...parts.values()].reduce((all, part) => all + part, 0n)).toBe(total);
      for (const [owner, part] of parts) {
        const off = part * M - (exact.get(owner) ?? 0n);
        expect(off > -M && off < M).toBe(true);
      }
    }),
  );
});

test('shares that do not sum to 1 divide nothing', () => {
  const half = { goal: reach({ id: 'h', owners: [{ owner: 'anna', share: '0.5' }] }), states: [] };
  expect(largestRemainder(exactByOwner(half, [{ day: '2024-01-05', value: 1n }]))).toBeUndefined();
});

describe('revisions', () => {
  const before = reach({ id: 'g', window: quarter, target: '100' });
  const after = { ...before, target: '80', owners: [{ owner: 'bo', share: '1' }] };
  const history: GoalHistory = {
    id: 'g',
    revisions: [
      { n: 1, from: '2024-01-01', at: 0, by: 'mette', goal: before },
      { n: 2, from: '2024-02-01', at: 1, by: 'mette', reason: 'leave', goal: after },
    ],
  };

  test('a day before the change has the old target and owner', () => {
    const [old] = goalsAsOf([history], '2024-01-31');
    expect(old).toMatchObject({ goal: { target: '100' }, revision: { n: 1 } });
    const [now] = goalsAsOf([history], '2024-02-01');
    expect(now).toMatchObject({ goal: { target: '80' }, revision: { n: 2, from: '2024-02-01' } });
  });

  test('what was counted before the change stays with who owned it then', () => {
    const [now] = goalsAsOf([history], '2024-03-01');
    const days = [
      { day: '2024-01-31', value: 10n * M },
      { day: '2024-02-01', value: 3n * M },
    ];
    const owners = now === undefined ? [] : ownersOf(now, '2024-03-01', new Map(), days);
    expect(owners).toMatchObject([
      { id: 'bo', share: '1', value: '3', held: [{ from: '2024-02-01', to: '2024-03-31' }] },
      { id: 'anna', share: '0', value: '10', held: [{ from: '2024-01-01', to: '2024-01-31' }] },
    ]);
  });

  test('a goal that was taken out is not seen', () => {
    const gone = { n: 3, from: '2024-03-01', at: 2, by: 'mette', goal: null };
    const histories = [{ ...history, revisions: [...history.revisions, gone] }];
    expect(goalsAsOf(histories, '2024-03-01')).toEqual([]);
    expect(goalsAsOf(histories, '2024-02-29')).toHaveLength(1);
  });
});

test('a person sees their team’s goals, a manager also those of whom they manage', () => {
  const people = {
    owners: [
      { id: 'mette', name: 'Mette' },
      { id: 'anna', name: 'Anna', team: 'nordic', manager: 'mette' },
      { id: 'bo', name: 'Bo', manager: 'anna' },
      { id: 'carl', name: 'Carl' },
    ],
    teams: [
      { id: 'nordic', name: 'Nordic', manager: 'mette' },
      // Whose name is the other's id.
      { id: 'board', name: 'nordic', manager: 'carl' },
    ],
  };
  const of = (id: string, managed: boolean) => [...(ownerIdsOf(id, people, managed) ?? [])];
  expect(of('anna', false)).toEqual(['anna', 'nordic']);
  expect(of('mette', false)).toEqual(['mette']);
  expect(of('mette', true).toSorted()).toEqual(['anna', 'bo', 'mette', 'nordic']);
  expect(of('nordic', false)).toEqual(['nordic']);
  expect(of('carl', true)).toEqual(['carl', 'board']);
  expect(ownerIdsOf('nobody', people, true)).toBeUndefined();
});

test('managers in a circle, as an older file may have them, are told once each', () => {
  const owners = [
    { id: 'anna', name: 'Anna', manager: 'bo' },
    { id: 'bo', name: 'Bo', manager: 'anna' },
  ];
  expect([...(ownerIdsOf('anna', { owners, teams: [] }, true) ?? [])]).toEqual(['anna', 'bo']);
});
