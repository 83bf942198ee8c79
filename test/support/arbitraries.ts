import fc from 'fast-check';
import type { Dimension } from '../../schemas/dimensions.ts';
import { FACT_DIMENSIONS, type FactType } from '../../schemas/facts.ts';
import { TOUCHES, type Goal, type Scope } from '../../schemas/goals.ts';
import type { Epoch } from '../../pipeline/attribution/epoch.ts';
import { reach } from './goals.ts';
import type { NaiveTouch } from './naive-attribution.ts';

/** Few values of each dimension, so that they meet; some have another's beginning, or are another's. */
export const VALUES: Readonly<Record<Dimension, readonly [string, string, ...string[]]>> = {
  shop: ['north', 'north sea'],
  channel: ['Email', 'Paid Search', 'Paid Social'],
  campaign: ['spring', 'fall'],
  country: ['DK', 'DE', 'SE'],
  device: ['mobile', 'desktop'],
  product: ['Tent', 'Tent 2', "d'Or\\"],
  productType: ['Tents', 'tents'],
  vendor: ['DK', 'total'],
  sku: ['1', '10', '01'],
  location: ['north', 'total/all'],
  staff: ['anna', 'unattributed/anna'],
  carrier: ['GLS', 'DHL'],
};

/** Values of some dimensions, each often absent and now and then an empty text. */
export function dimensionsOf(
  names: readonly Dimension[],
): fc.Arbitrary<Partial<Record<Dimension, string>>> {
  const values = names.map((name) => [name, fc.constantFrom(...VALUES[name], '')] as const);
  return fc.record(Object.fromEntries(values), { requiredKeys: [] });
}

function atomOf(dimension: Dimension): fc.Arbitrary<Scope> {
  const value = fc.constantFrom(...VALUES[dimension]);
  const prefix = fc
    .tuple(value, fc.nat())
    .map(([text, length]) => text.slice(0, 1 + (length % text.length)));
  return fc.oneof(
    fc.record({ dimension: fc.constant(dimension), equals: value }),
    fc.record({ dimension: fc.constant(dimension), in: fc.uniqueArray(value, { minLength: 1 }) }),
    fc.record({ dimension: fc.constant(dimension), prefix }),
  );
}

/** Scopes over some dimensions. */
export function scopesOver(names: readonly Dimension[]): fc.Arbitrary<Scope> {
  return fc.letrec<{ scope: Scope }>((tie) => ({
    scope: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.oneof(...names.map(atomOf)),
      fc.record({ all: fc.array(tie('scope'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ any: fc.array(tie('scope'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ not: tie('scope') }),
    ),
  })).scope;
}

/** Names that the program itself uses, and parts of them, as far as a goal may have them. */
export const INTERNAL_NAMES = [
  'total',
  'all',
  'unattributed',
  'overlap',
  'metric',
  'goal',
  'none',
  'constructor',
  'net-sales',
  'orders',
] as const;

/** Different ids as goals may have them; many look like names of the program's. */
export function goalIds(count: number): fc.Arbitrary<readonly string[]> {
  const id = fc.oneof(
    fc.constantFrom<string>(...INTERNAL_NAMES),
    fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,5}$/),
  );
  return fc.uniqueArray(id, { minLength: count, maxLength: count });
}

/** The scope by its definition, one fact at a time. */
export function holds(rule: Scope, fact: Readonly<Partial<Record<Dimension, string>>>): boolean {
  if ('all' in rule) return rule.all.every((part) => holds(part, fact));
  if ('any' in rule) return rule.any.some((part) => holds(part, fact));
  if ('not' in rule) return !holds(rule.not, fact);
  const value = fact[rule.dimension] ?? '';
  if ('equals' in rule) return value === rule.equals;
  if ('in' in rule) return rule.in.includes(value);
  return value.startsWith(rule.prefix);
}

const touch: fc.Arbitrary<NaiveTouch> = dimensionsOf(['channel', 'campaign']);

/** What a sale may say about the touches before it. */
export const touches = fc.record(
  { firstTouch: touch, lastTouch: touch, touches: fc.array(touch, { maxLength: 3 }) },
  { requiredKeys: [] },
);

const drafts = (dimensions: readonly Dimension[]) =>
  fc.record({
    scope: fc.option(scopesOver(dimensions), { nil: undefined }),
    start: fc.constantFrom('2024-01-01', '2024-02-01'),
    metric: fc.nat(),
    priority: fc.integer({ min: 0, max: 2 }),
    parent: fc.option(fc.nat(), { nil: undefined }),
    children: fc.constantFrom('exclusive' as const, 'overlapping' as const),
    touch: fc.constantFrom(...TOUCHES),
  });

/** Goals of some metrics over facts of a type, until 2024-02-28, in families of one touch model, g0, g1 … */
export function goalSets(
  type: FactType,
  metrics: readonly string[],
  maxLength: number,
): fc.Arbitrary<readonly Goal[]> {
  const some = fc.array(drafts(FACT_DIMENSIONS[type]), { minLength: 1, maxLength });
  return some.map((list) => {
    const goals: Goal[] = [];
    for (const [
      index,
      { scope: where, start, metric: chosen, parent, ...rest },
    ] of list.entries()) {
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

/** The same goals by other ids: g0 is the first of the list. */
export function renamed(goals: readonly Goal[], ids: readonly string[]): readonly Goal[] {
  const nameOf = (id: string): string => ids[Number(id.slice(1))] ?? id;
  return goals.map(({ parent, ...goal }) => ({
    ...goal,
    id: nameOf(goal.id),
    ...(parent === undefined ? {} : { parent: nameOf(parent) }),
  }));
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
