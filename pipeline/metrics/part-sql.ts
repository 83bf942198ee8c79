import type { FactType } from '../../schemas/facts.ts';
import type { Condition, Part } from '../../schemas/metric.ts';
import { columnOf } from './columns.ts';

/** A text as a ClickHouse literal. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** The condition of a part on one fact row, as SQL; '1' where it has none. */
export function partFilter(part: Part): string {
  const conditions = part.where ?? [];
  return conditions.length === 0
    ? '1'
    : conditions.map((condition) => conditionSql(part.fact, condition)).join(' AND ');
}

/**
 * The value a fact row adds to a sum, as SQL of type Decimal(38, 6). Money is in the business's
 * currency: each amount × the fact's `fx`, rounded half to even at the sixth place.
 */
export function partValue(part: Part): string {
  if (part.aggregate !== 'sum') return 'toDecimal128(0, 6)';
  const plain = sumOf(part, (name) => `toDecimal128(${name}, 6)`);
  return hasMoney(part) ? `if(fx = 1, ${plain}, ${sumOf(part, converted)})` : plain;
}

/** Whether a part adds up money, so that it needs rates for facts in other currencies. */
export function hasMoney({ fact, aggregate, of = [] }: Part): boolean {
  return aggregate === 'sum' && of.some(({ column }) => columnOf(fact, column).kind === 'money');
}

type Term = (name: string, kind: string) => string;

function sumOf({ fact, of = [] }: Part, term: Term): string {
  const terms = of.map(({ column, sign }) => {
    const { name, kind } = columnOf(fact, column);
    return `${sign < 0 ? '-' : '+'} ${term(name, kind)}`;
  });
  return `(toDecimal128(0, 6) ${terms.join(' ')})`;
}

function converted(name: string, kind: string): string {
  const value = `toDecimal128(${name}, 6)`;
  return kind === 'money' ? `toDecimal128(roundBankers(${value} * fx, 6), 6)` : value;
}

/** The column whose distinct values a part keeps, as SQL. */
export function partIdentity(part: Part): string {
  const column = part.of?.[0]?.column;
  if (part.aggregate !== 'distinct' || column === undefined) return "''";
  const { name } = columnOf(part.fact, column);
  return `toString(${name})`;
}

function conditionSql(type: FactType, condition: Condition): string {
  const { name, kind } = columnOf(type, condition.column);
  const tests: string[] = [];
  if (condition.in !== undefined)
    tests.push(`${name} IN (${condition.in.map(literal).join(', ')})`);
  if (condition.atLeast !== undefined) {
    tests.push(`${name} >= toDecimal64(${literal(condition.atLeast)}, 6)`);
  }
  if (condition.is !== undefined) tests.push(`${name} = ${condition.is ? 1 : 0}`);
  if (condition.present !== undefined) tests.push(presence(name, kind, condition.present));
  return tests.length === 0 ? '1' : tests.join(' AND ');
}

/** A flag is stored as 0, 1 or 2 (unknown); an absent text as ''. */
function presence(name: string, kind: string, present: boolean): string {
  const absent = kind === 'flag' ? '2' : "''";
  return `${name} ${present ? '!=' : '='} ${absent}`;
}
