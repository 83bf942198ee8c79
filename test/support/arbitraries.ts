import fc from 'fast-check';
import type { Scope } from '../../schemas/goals.ts';

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
