import type { Dimension } from '../../schemas/dimensions.ts';
import type { Scope } from '../../schemas/goals.ts';

/** A test on one dimension's value; '' stands for an absent one. */
export type Predicate = (value: string) => boolean;

/** Conditions that must all hold, gathered by dimension. */
export type Clause = ReadonlyMap<Dimension, Predicate>;

/** More clauses than this in one scope are refused: they would cost every fact. */
const MAX_CLAUSES = 64;

/** The scope needs too many clauses. */
export class ScopeTooWideError extends Error {
  constructor() {
    super(`needs more than ${MAX_CLAUSES} alternatives when multiplied out; use { dimension, in }`);
    this.name = 'ScopeTooWideError';
  }
}

/**
 * The scope as alternatives (disjunctive normal form): it holds where any clause holds.
 * No clause: it holds nowhere. An empty clause: it holds everywhere.
 * @throws ScopeTooWideError
 */
export function toClauses(scope: Scope | undefined): readonly Clause[] {
  return scope === undefined ? [new Map()] : expand(scope, false);
}

function expand(scope: Scope, negated: boolean): readonly Clause[] {
  if ('not' in scope) return expand(scope.not, !negated);
  if ('all' in scope) return negated ? union(scope.all, true) : product(scope.all, false);
  if ('any' in scope) return negated ? product(scope.any, true) : union(scope.any, false);
  const test = atom(scope);
  return [new Map([[scope.dimension, negated ? (value: string) => !test(value) : test]])];
}

function atom(scope: Extract<Scope, { dimension: Dimension }>): Predicate {
  if ('equals' in scope) return (value) => value === scope.equals;
  if ('prefix' in scope) return (value) => value.startsWith(scope.prefix);
  const values = new Set(scope.in);
  return (value) => values.has(value);
}

function union(scopes: readonly Scope[], negated: boolean): readonly Clause[] {
  return bounded(scopes.flatMap((scope) => expand(scope, negated)));
}

function product(scopes: readonly Scope[], negated: boolean): readonly Clause[] {
  let clauses: readonly Clause[] = [new Map()];
  for (const scope of scopes) {
    const right = expand(scope, negated);
    clauses = bounded(clauses.flatMap((left) => right.map((clause) => conjunction(left, clause))));
  }
  return clauses;
}

function conjunction(left: Clause, right: Clause): Clause {
  const both = new Map(left);
  for (const [dimension, test] of right) {
    const other = both.get(dimension);
    both.set(dimension, other === undefined ? test : (value) => other(value) && test(value));
  }
  return both;
}

function bounded(clauses: readonly Clause[]): readonly Clause[] {
  if (clauses.length > MAX_CLAUSES) throw new ScopeTooWideError();
  return clauses;
}

/** The dimensions that a scope names. */
export function dimensionsOf(scope: Scope): ReadonlySet<Dimension> {
  if ('not' in scope) return dimensionsOf(scope.not);
  if ('dimension' in scope) return new Set([scope.dimension]);
  const parts = 'all' in scope ? scope.all : scope.any;
  return new Set(parts.flatMap((part) => [...dimensionsOf(part)]));
}

/** The scope in words: "country is Denmark or Norway, and not channel begins with Paid". */
export function describeScope(scope: Scope | undefined): string {
  if (scope === undefined) return 'everything';
  if ('not' in scope) return `not (${describeScope(scope.not)})`;
  if ('all' in scope) return scope.all.map(group).join(' and ');
  if ('any' in scope) return scope.any.map(group).join(' or ');
  if ('equals' in scope) return `${scope.dimension} is ${scope.equals}`;
  if ('prefix' in scope) return `${scope.dimension} begins with ${scope.prefix}`;
  return `${scope.dimension} is ${scope.in.join(' or ')}`;
}

function group(scope: Scope): string {
  const text = describeScope(scope);
  return 'dimension' in scope || 'not' in scope ? text : `(${text})`;
}
