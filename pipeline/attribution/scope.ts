import type { Dimension } from '../../schemas/dimensions.ts';
import type { Scope } from '../../schemas/goals.ts';

/** A test on one dimension's value; '' stands for an absent one. */
export interface Condition {
  readonly holds: (value: string) => boolean;
  /** The same for the same test, to put clauses that have much in common beside each other. */
  readonly text: string;
}

/** Conditions that must all hold, gathered by dimension. */
export type Clause = ReadonlyMap<Dimension, Condition>;

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
  const condition = atom(scope);
  return [new Map([[scope.dimension, negated ? inverse(condition) : condition]])];
}

function atom(scope: Extract<Scope, { dimension: Dimension }>): Condition {
  if ('equals' in scope) {
    return { holds: (value) => value === scope.equals, text: scope.equals };
  }
  if ('prefix' in scope) {
    return { holds: (value) => value.startsWith(scope.prefix), text: `${scope.prefix}*` };
  }
  const values = new Set(scope.in);
  return { holds: (value) => values.has(value), text: scope.in.toSorted().join() };
}

function inverse({ holds, text }: Condition): Condition {
  return { holds: (value) => !holds(value), text: `!${text}` };
}

function both(a: Condition, b: Condition): Condition {
  return { holds: (value) => a.holds(value) && b.holds(value), text: `${a.text}&${b.text}` };
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
  const joined = new Map(left);
  for (const [dimension, condition] of right) {
    const other = joined.get(dimension);
    joined.set(dimension, other === undefined ? condition : both(other, condition));
  }
  return joined;
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
