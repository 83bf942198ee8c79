import fc from 'fast-check';
import { TOUCHES, type Goal, type Scope } from '../../schemas/goals.ts';
import type { Epoch } from '../../pipeline/attribution/epoch.ts';
import { reach } from './goals.ts';
import type { NaiveTouch } from './naive-attribution.ts';

/** Few values, so that they meet. */
export const countries = ['DK', 'DE', 'SE', ''] as const;
export const channels = ['Email', 'Paid Search', 'Paid Social', ''] as const;

const atom: fc.Arbitrary<Scope> = fc.oneof(
  fc.record({
    dimension: fc.constant('country' as const),
    equals: fc.constantFrom('DK', 'DE', 'SE'),
  }),
  fc.record({
    dimension: fc.constant('country' as const),
    in: fc.uniqueArray(fc.constantFrom('DK', 'DE', 'SE'), { minLength: 1 }),
  }),
  fc.record({ dimension: fc.constant('channel' as const), prefix: fc.constantFrom('Paid', 'E') }),
  fc.constant<Scope>({ dimension: 'campaign', equals: 'spring' }),
);

export const scope: fc.Arbitrary<Scope> = fc.letrec<{ scope: Scope }>((tie) => ({
  scope: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    atom,
    fc.record({ all: fc.array(tie('scope'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('scope'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('scope') }),
  ),
})).scope;

/** The scope by its definition, one fact at a time. */
export function holds(rule: Scope, fact: Readonly<Record<string, string | undefined>>): boolean {
  if ('all' in rule) return rule.all.every((part) => holds(part, fact));
  if ('any' in rule) return rule.any.some((part) => holds(part, fact));
  if ('not' in rule) return !holds(rule.not, fact);
  const value = fact[rule.dimension] ?? '';
  if ('equals' in rule) return value === rule.equals;
  if ('in' in rule) return rule.in.includes(value);
  return value.startsWith(rule.prefix);
}

const touch: fc.Arbitrary<NaiveTouch> = fc.record(
  { channel: fc.constantFrom(...channels), campaign: fc.constantFrom('spring', 'fall') },
  { requiredKeys: [] },
);

/** What a sale may say about the touches before it. */
export const touches = fc.record(
  { firstTouch: touch, lastTouch: touch, touches: fc.array(touch, { maxLength: 3 }) },
  { requiredKeys: [] },
);

const draft = fc.record({
  scope: fc.option(scope, { nil: undefined }),
  start: fc.constantFrom('2024-01-01', '2024-02-01'),
  metric: fc.nat(),
  priority: fc.integer({ min: 0, max: 2 }),
  parent: fc.option(fc.nat(), { nil: undefined }),
  children: fc.constantFrom('exclusive' as const, 'overlapping' as const),
  touch: fc.constantFrom(...TOUCHES),
});

/** Goals of some metrics until 2024-02-28, in families of one touch model, g0, g1 … */
export function goalSets(
  metrics: readonly string[],
  maxLength: number,
): fc.Arbitrary<readonly Goal[]> {
  return fc.array(draft, { minLength: 1, maxLength }).map((drafts) => {
    const goals: Goal[] = [];
    for (const [
      index,
      { scope: where, start, metric: chosen, parent, ...rest },
    ] of drafts.entries()) {
      const metric = metrics[chosen % metrics.length] ?? '';
      const candidates = goals.filter((goal) => goal.metric === metric);
      const above = parent === undefined ? undefined : candidates[parent % candidates.length];
      goals.push(
        reach({
          id: `g${index}`,
          metric,
          ...rest,
          window: { start, end: '2024-02-28' },
          ...(where === undefined ? {} : { scope: where }),
          ...(above === undefined ? {} : { parent: above.id, touch: above.touch ?? 'last' }),
        }),
      );
    }
    return goals;
  });
}

/** Goals that change on some days. */
export function epochs(goals: fc.Arbitrary<readonly Goal[]>): fc.Arbitrary<readonly Epoch[]> {
  const changes = fc.subarray(['2024-02-01', '2024-02-15'], { minLength: 0 });
  return changes.chain((days) =>
    fc.tuple(
      ...['1970-01-01', ...days].map((from) => goals.map((some) => ({ from, goals: some }))),
    ),
  );
}
