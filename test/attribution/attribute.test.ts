import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRules, type Rules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import { describeScope, ScopeTooWideError, toClauses } from '../../pipeline/attribution/scope.ts';
import type { Counted } from '../../pipeline/attribution/type-rules.ts';
import type { Goal, Scope } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { channels, countries, epochs, goalSets, touches } from '../support/arbitraries.ts';
import { reach } from '../support/goals.ts';
import { naiveCounters, naiveGoals, naiveTouches } from '../support/naive-attribution.ts';

const days = ['2024-01-31', '2024-02-01', '2024-02-29', '2024-03-01'];

const goals = goalSets(['net_sales', 'orders', 'sessions'], 60);

const facts = fc.array(
  fc
    .record({
      day: fc.constantFrom(...days),
      country: fc.constantFrom(...countries),
      channel: fc.constantFrom(...channels),
      campaign: fc.constantFrom('spring', ''),
    })
    .chain((fact) => touches.map((some) => ({ ...fact, ...some }))),
  { minLength: 1, maxLength: 20 },
);

/** The counters that got a touch of the fact last counted. */
function countersOfTouch(rules: Rules, { places, shares }: Counted, touch: number): string[] {
  const counters = rules.counters('sale');
  return places
    .filter((_, n) => shares.length === 0 || ((shares[n] ?? 0) & (1 << touch)) !== 0)
    .map((place) => counters[place] ?? '');
}

test('masks count exactly what the definition counts', () => {
  fc.assert(
    fc.property(epochs(goals), facts, (some, someFacts) => {
      const rules = compileRules(some, metrics);
      for (const fact of someFacts) {
        const counted = rules.count('sale', fact);
        naiveTouches(fact).forEach((touch, index) => {
          const names = countersOfTouch(rules, counted, index);
          expect(names.toSorted()).toEqual(naiveCounters(naiveGoals(some, fact.day), fact, touch));
        });
      }
    }),
    { numRuns: 300 },
  );
});

test('the same revision is the same attribution, on another day and under other goals', () => {
  fc.assert(
    fc.property(epochs(goals), epochs(goals), facts, (some, others, someFacts) => {
      const revisions = new Map<bigint, ReadonlyMap<string, string>>();
      for (const rules of [compileRules(some, metrics), compileRules(others, metrics)]) {
        for (const day of days) {
          const revision = rules.revision('sale', day);
          const counted = new Map(
            someFacts.map((fact, n) => [
              `${n}`,
              rules
                .attribute('sale', { ...fact, day })
                .toSorted()
                .join(),
            ]),
          );
          expect(counted).toEqual(revisions.get(revision) ?? counted);
          revisions.set(revision, counted);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('a revision changes with what decides on the day, and with nothing else', () => {
  const base = [
    reach({ id: 'all' }),
    reach({ id: 'q1', window: { start: '2024-01-01', end: '2024-03-31' } }),
  ];
  const [all, q1] = base;
  const revision = (some: readonly (Goal | undefined)[], day: string) =>
    compileRules(always(some.filter((goal) => goal !== undefined)), metrics).revision('sale', day);
  const changed = (goal: Partial<Goal>): Goal =>
    ({ ...reach({ id: 'q1' }), ...q1, ...goal }) as Goal;
  const before = [revision(base, '2024-03-31'), revision(base, '2024-04-01')];
  expect(before[0]).not.toBe(before[1]);
  for (const same of [
    [q1, all],
    [all, changed({ title: 'x', owners: [{ owner: 'bo', share: '1' }] })],
    [all, { ...changed({}), target: '5' }],
  ]) {
    expect([revision(same, '2024-03-31'), revision(same, '2024-04-01')]).toEqual(before);
  }
  for (const other of [
    changed({ scope: { dimension: 'country', equals: 'DK' } }),
    changed({ parent: 'all' }),
    changed({ touch: 'first' }),
    changed({ metric: 'orders' }),
  ]) {
    expect(revision([all, other], '2024-03-31')).not.toBe(before[0]);
  }
  const narrower = changed({ scope: { dimension: 'country', equals: 'DK' } });
  expect(revision([all, narrower], '2024-04-01')).toBe(before[1]);
  expect(revision([], '2024-04-01')).not.toBe(0n);
});

test('overlapping children are all counted, and what is too much is shown', () => {
  const parent = reach({ id: 'all', children: 'overlapping' });
  const child = (id: string, ...values: string[]) =>
    reach({ id, parent: 'all', scope: { dimension: 'country', in: values } });
  const rules = compileRules(
    always([parent, child('a', 'DK', 'SE'), child('b', 'DK'), child('c', 'DK')]),
    metrics,
  );
  const of = (country: string) =>
    rules.attribute('sale', { day: '2024-05-01', country }).toSorted();
  expect(of('DK')).toEqual(['a', 'all', 'b', 'c', 'overlap/all', 'overlap/all']);
  expect(of('SE')).toEqual(['a', 'all']);
  expect(of('NO')).toEqual(['all', 'unattributed/all']);
});

test('goals of other fact types do not count a sale', () => {
  const rules = compileRules(always([reach({ id: 'visits', metric: 'sessions' })]), metrics);
  expect(rules.attribute('sale', { day: '2024-05-01' })).toEqual([]);
  expect(rules.attribute('traffic', { day: '2024-05-01' })).toEqual(['visits']);
});

test('the first child by priority counts a fact alone, and the rest is unattributed', () => {
  const parent = reach({ id: 'all' });
  const a = reach({
    id: 'a',
    parent: 'all',
    priority: 2,
    scope: { dimension: 'country', in: ['DK', 'SE'] },
  });
  const b = reach({
    id: 'b',
    parent: 'all',
    priority: 1,
    scope: { dimension: 'country', equals: 'DK' },
  });
  const rules = compileRules(always([parent, a, b]), metrics);
  const of = (country: string) => rules.attribute('sale', { day: '2024-05-01', country });
  expect(of('DK')).toEqual(['all', 'b']);
  expect(of('SE')).toEqual(['all', 'a']);
  expect(of('NO')).toEqual(['all', 'unattributed/all']);
});

test('a scope that multiplies out without end is refused', () => {
  const any = (n: number): Scope => ({
    any: [
      { dimension: 'country', equals: `c${n}` },
      { dimension: 'channel', equals: `d${n}` },
    ],
  });
  const wide: Scope = { all: [1, 2, 3, 4, 5, 6, 7].map(any) };
  expect(() => toClauses(wide)).toThrow(ScopeTooWideError);
});

test('scopes read as sentences', () => {
  const text = describeScope({
    all: [
      { dimension: 'country', in: ['DK', 'SE'] },
      { not: { dimension: 'channel', prefix: 'Paid' } },
    ],
  });
  expect(text).toBe('country is DK or SE and not (channel begins with Paid)');
});
