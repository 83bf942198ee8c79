import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRules } from '../../pipeline/attribution/attribute.ts';
import { always } from '../../pipeline/attribution/epoch.ts';
import {
  describeScope,
  dimensionsOf as namesIn,
  ScopeTooWideError,
  toClauses,
} from '../../pipeline/attribution/scope.ts';
import type { Counted } from '../../pipeline/attribution/type-rules.ts';
import { attributableOf, fieldNames, valuesOf } from '../../pipeline/processor/fact-values.ts';
import { FACT_DIMENSIONS, type Fact, type FactType } from '../../schemas/facts.ts';
import type { Goal, Scope } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import {
  dimensionsOf,
  epochs,
  goalIds,
  goalSets,
  holds,
  INTERNAL_NAMES,
  renamed,
  touches,
} from '../support/arbitraries.ts';
import { reach } from '../support/goals.ts';
import {
  naiveCounters,
  naiveGoals,
  naiveTouches,
  storedCounters,
  type NaiveFact,
} from '../support/naive-attribution.ts';

const days = ['2024-01-31', '2024-02-01', '2024-02-29', '2024-03-01'];

const goals = goalSets('sale', ['net_sales', 'orders', 'orders_per_session'], 60);

/** Facts of a type, sales with touches. */
function factsOf(type: FactType): fc.Arbitrary<readonly NaiveFact[]> {
  const plain = fc.tuple(fc.constantFrom(...days), dimensionsOf(FACT_DIMENSIONS[type]));
  const fact = plain.map(([day, values]) => ({ day, ...values }));
  return fc.array(
    type === 'sale'
      ? fact.chain((values) => touches.map((some) => ({ ...values, ...some })))
      : fact,
    { minLength: 1, maxLength: 20 },
  );
}

const facts = factsOf('sale');

/** Metrics over each type of facts that goals count. */
const METRICS = {
  sale: ['net_sales', 'orders', 'orders_per_session'],
  traffic: ['sessions', 'conversion_rate', 'orders_per_session'],
  feedback: ['csat', 'nps'],
  shipment: ['on_time_delivery_rate', 'delivery_lead_time_p90'],
  return: ['units_returned'],
} as const;
const TYPES = Object.keys(METRICS) as (keyof typeof METRICS)[];

/** The counters that got a touch of the fact last counted. */
function countersOfTouch(
  all: readonly string[],
  { places, shares }: Counted,
  touch: number,
): string[] {
  return places
    .filter((_, n) => shares.length === 0 || ((shares[n] ?? 0) & (1 << touch)) !== 0)
    .map((place) => all[place] ?? '');
}

test.each(TYPES)('masks count of a %s exactly what the definition counts', (type) => {
  const attributable = attributableOf(fieldNames(type));
  let named = 0;
  const counting = new Set<string>();
  fc.assert(
    fc.property(
      epochs(goalSets(type, METRICS[type], 60)),
      factsOf(type),
      goalIds(60),
      (generated, someFacts, ids) => {
        const some = generated.map((epoch) => ({ ...epoch, goals: renamed(epoch.goals, ids) }));
        const rules = compileRules(some, metrics);
        for (const fact of someFacts) {
          const values = valuesOf(fieldNames(type), fact as Fact);
          const counted = rules.count(type, attributable(values));
          naiveTouches(fact).forEach((touch, index) => {
            const names = countersOfTouch(rules.counters(type), counted, index);
            const naive = naiveCounters(naiveGoals(some, fact.day), fact, touch, type);
            expect(names.toSorted()).toEqual(storedCounters(naive).toSorted());
            if (names.some((name) => isInternal(name))) named += 1;
          });
          for (const { scope } of naiveGoals(some, fact.day)) {
            if (scope !== undefined && holds(scope, fact)) {
              for (const name of namesIn(scope)) counting.add(name);
            }
          }
        }
      },
    ),
    { numRuns: 100 },
  );
  // Otherwise the generator does not reach what the property is for.
  expect(named).toBeGreaterThan(20);
  expect([...counting].toSorted()).toEqual(FACT_DIMENSIONS[type].toSorted());
});

function isInternal(name: string): boolean {
  return INTERNAL_NAMES.some((internal) => internal === name);
}

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
    changed({ priority: 1 }),
    changed({ children: 'overlapping' }),
    changed({ id: 'q2' }),
  ]) {
    expect(revision([all, other], '2024-03-31')).not.toBe(before[0]);
  }
  const child = reach({
    id: 'child',
    parent: 'q1',
    window: { start: '2024-05-01', end: '2024-05-31' },
  });
  expect(revision([...base, child], '2024-03-31')).not.toBe(before[0]);
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

test('more values than are remembered are counted right, before and after they are forgotten', () => {
  const goal = reach({ id: 'tents', scope: { dimension: 'product', prefix: 'tent-7' } });
  const rules = compileRules(always([goal]), metrics);
  const counted = (n: number): boolean =>
    rules.attribute('sale', { day: '2024-05-01', product: `tent-${n}` }).includes('tents');
  const wrong: number[] = [];
  for (let n = 0; n < 210_000; n++) {
    if (counted(n) !== String(n).startsWith('7')) wrong.push(n);
    if (n % 1000 === 0 && !counted(7)) wrong.push(7);
  }
  expect(wrong).toEqual([]);
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
