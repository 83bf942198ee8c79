import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import { describeScope, ScopeTooWideError, toClauses } from '../../pipeline/attribution/scope.ts';
import type { Goal, Scope } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { channels, countries, scope } from '../support/arbitraries.ts';
import { reach } from '../support/goals.ts';
import { naiveCounters } from '../support/naive-attribution.ts';

const days = ['2024-01-31', '2024-02-01', '2024-02-29', '2024-03-01'];

const goals: fc.Arbitrary<readonly Goal[]> = fc
  .array(
    fc.record({
      scope,
      start: fc.constantFrom('2024-01-01', '2024-02-01'),
      metric: fc.constantFrom('net_sales', 'orders', 'sessions'),
      priority: fc.integer({ min: 0, max: 2 }),
      parent: fc.option(fc.nat({ max: 60 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((drafts) =>
    drafts.map(({ scope: where, start, metric, priority, parent }, index) => {
      const candidates = drafts.slice(0, index).flatMap((d, i) => (d.metric === metric ? [i] : []));
      const chosen =
        parent === undefined ? undefined : candidates[parent % Math.max(1, candidates.length)];
      return reach({
        id: `g${index}`,
        metric,
        scope: where,
        priority,
        window: { start, end: '2024-02-29' },
        ...(chosen === undefined ? {} : { parent: `g${chosen}` }),
      });
    }),
  );

const facts = fc.array(
  fc.record({
    day: fc.constantFrom(...days),
    country: fc.constantFrom(...countries),
    channel: fc.constantFrom(...channels),
  }),
  { minLength: 1, maxLength: 20 },
);

test('masks count exactly what the definition counts', () => {
  fc.assert(
    fc.property(goals, facts, (someGoals, someFacts) => {
      const rules = compileRules(someGoals, metrics);
      for (const fact of someFacts) {
        const counted = rules.attribute('sale', fact);
        expect([...counted].toSorted()).toEqual(naiveCounters(someGoals, fact));
      }
    }),
    { numRuns: 300 },
  );
});

test('goals of other fact types do not count a sale', () => {
  const rules = compileRules([reach({ id: 'visits', metric: 'sessions' })], metrics);
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
  const rules = compileRules([parent, a, b], metrics);
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
