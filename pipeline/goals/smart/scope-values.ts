import type { Dimension } from '../../../schemas/dimensions.ts';
import type { FactType } from '../../../schemas/facts.ts';
import type { Scope } from '../../../schemas/goals.ts';
import { nearest } from '../../config/problem.ts';
import type { SmartProblem } from './written-checks.ts';

/** A value, or a beginning of values, that a scope asks for. */
export interface AskedValue {
  readonly dimension: Dimension;
  readonly kind: 'equals' | 'prefix';
  readonly value: string;
}

/** The values of one dimension in the facts of one type, and how many facts have each. */
export interface KnownValues {
  /** The most frequent ones, the most frequent first. */
  readonly frequent: ReadonlyMap<string, number>;
  /** How many facts meet what is asked. */
  readonly count: (asked: AskedValue) => number;
}

/** Every value that a scope names, also those it leaves out. */
export function askedValues(scope: Scope | undefined): readonly AskedValue[] {
  if (scope === undefined) return [];
  if ('not' in scope) return askedValues(scope.not);
  if ('all' in scope) return scope.all.flatMap(askedValues);
  if ('any' in scope) return scope.any.flatMap(askedValues);
  const { dimension } = scope;
  if ('prefix' in scope) return [{ dimension, kind: 'prefix', value: scope.prefix }];
  const values = 'in' in scope ? scope.in : [scope.equals];
  return values.map((value) => ({ dimension, kind: 'equals' as const, value }));
}

/** Says where no fact has what is asked, with the value that may be meant. Pure. */
export function judgeValue(
  asked: AskedValue,
  type: FactType,
  known: KnownValues,
): SmartProblem | undefined {
  if (known.count(asked) > 0) return undefined;
  const { dimension, kind, value } = asked;
  const what = kind === 'prefix' ? `a ${dimension} that begins with` : dimension;
  const base = { aspect: 'measurable', field: 'scope' } as const;
  const none = `no ${type} fact has ${what} ${value}`;
  const near = nearest(value, known.frequent.keys());
  if (near !== undefined) {
    const facts = known.frequent.get(near) ?? 0;
    return { ...base, message: `${none}; ${figure(facts)} have ${near}`, mend: `write ${near}` };
  }
  const most = [...known.frequent].slice(0, 3).map(([name, facts]) => `${name} (${figure(facts)})`);
  if (most.length === 0) {
    return {
      ...base,
      message: `${none}: none has any ${dimension}`,
      mend: `let a source fill ${dimension}, or scope the goal by another dimension`,
    };
  }
  return {
    ...base,
    message: `${none}; the most frequent are ${most.join(', ')}`,
    mend: 'write a value that facts have, or leave it if it is still to come',
  };
}

/** 4,120 */
function figure(count: number): string {
  return count.toLocaleString('en-GB');
}
