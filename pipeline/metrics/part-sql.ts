import type { FactType } from '../../schemas/facts.ts';
import type { Condition, Part } from '../../schemas/metric.ts';
import { NO_LOCAL_RULES } from '../../schemas/metrics/local.ts';
import { readTerm, type Term } from '../../schemas/terms.ts';
import { columnOf, columnsOf } from './columns.ts';
import { literal } from './literal.ts';
import { identityOf } from './identity-sql.ts';
import { amountOf, conditionsSql, converted, plain, presence } from './condition-sql.ts';

const MS_PER_DAY = 86_400_000;

/** The condition of a part on one fact row, as SQL; '1' where it has none. */
export function partFilter(part: Part): string {
  const conditions = conditionsSql(part.fact, part.where ?? [], part.local);
  const known =
    part.aggregate === 'cohort'
      ? []
      : timesOf(part.fact, valueOf(part)).map(({ name }) => presence(name, 'instant', true));
  return [conditions, ...known].filter((test) => test !== '1').join(' AND ') || '1';
}

/**
 * Whether the times that a percentile is made of were known at the end of a local day, as SQL: what
 * ended later was open then. '1' for other parts.
 */
export function timesKnownBy(part: Part, through: string): string {
  if (part.aggregate !== 'percentile') return '1';
  const { timezone } = part.local ?? NO_LOCAL_RULES;
  const tests = timesOf(part.fact, valueOf(part)).map(
    ({ name }) => `toDate(${name}, ${literal(timezone)}) <= toDate(${literal(through)})`,
  );
  return tests.join(' AND ') || '1';
}

/**
 * The value a fact row has for a part, as SQL of type Decimal(38, 6): 0 where the part has none.
 * Money is in the business's currency: each amount × the fact's `fx`, rounded half to even at the
 * sixth place. A difference of two times is in days, rounded likewise.
 */
export function partValue(part: Part): string {
  const own = valueBy(part, plain);
  return hasMoney(part) ? `if(fx = 1, ${own}, ${valueBy(part, converted)})` : own;
}

/** The same for a row of `rowsInOneCurrency`. */
export function valueInOneCurrency(part: Part): string {
  return valueBy(part, (name) => name);
}

/**
 * Facts of a type in their latest versions of which a condition holds, as what may follow FROM.
 * Their money is in the business's currency, of type Decimal(38, 6), and `fx` is 1: where many parts
 * are made of one amount, it is converted once.
 */
export function rowsInOneCurrency(type: FactType, condition: string): string {
  const money = [...columnsOf(type)].filter(([, kind]) => kind === 'money');
  const amounts = money.map(([field, kind]) => {
    const { name } = columnOf(type, field);
    return `${amountOf(name, kind)} AS ${name}`;
  });
  const columns = money.length === 0 ? '*' : `* REPLACE(${amounts.join(', ')}, 1 AS fx)`;
  return `(SELECT ${columns} FROM fact_${type} FINAL WHERE ${condition})`;
}

function valueBy(part: Part, money: (name: string) => string): string {
  const terms = valueOf(part);
  if (terms.length === 0) return 'toDecimal128(0, 6)';
  const times = timesOf(part.fact, terms);
  return times.length > 0 ? daysBetween(times) : sumOf(part, terms, money);
}

/** Whether a part adds up money, so that it needs rates for facts in other currencies. */
export function hasMoney(part: Part): boolean {
  return valueOf(part).some((term) => {
    const { column } = readTerm(term);
    return column !== undefined && columnOf(part.fact, column).kind === 'money';
  });
}

/** What the different values are told by that a part counts, as SQL. */
export function partIdentity(part: Part): string {
  if (part.aggregate !== 'distinct' && part.aggregate !== 'repeated') return "''";
  return identityOf(part.of, columnOf(part.fact, part.of).name, part.local);
}

function valueOf(part: Part): readonly Term<Condition>[] {
  return 'value' in part ? part.value : [];
}

function sumOf(
  { fact, local }: Part,
  terms: readonly Term<Condition>[],
  money: (name: string) => string,
): string {
  const added = terms.map((term) => {
    const { sign, column, where } = readTerm(term);
    const amount = column === undefined ? 'toDecimal128(1, 6)' : amountIn(fact, column, money);
    const value =
      where.length === 0
        ? amount
        : `if(${conditionsSql(fact, where, local)}, ${amount}, toDecimal128(0, 6))`;
    return `${sign < 0 ? '-' : '+'} ${value}`;
  });
  return `(toDecimal128(0, 6) ${added.join(' ')})`;
}

function amountIn(fact: FactType, column: string, money: (name: string) => string): string {
  const { name, kind } = columnOf(fact, column);
  return kind === 'money' ? money(name) : plain(name);
}

interface Time {
  readonly name: string;
  readonly sign: 1 | -1;
}

function timesOf(fact: FactType, terms: readonly Term<Condition>[]): readonly Time[] {
  return terms.flatMap((term) => {
    const { sign, column } = readTerm(term);
    if (column === undefined) return [];
    const { name, kind } = columnOf(fact, column);
    return kind === 'instant' ? [{ name, sign }] : [];
  });
}

function daysBetween(times: readonly Time[]): string {
  const ms = times.map(
    ({ name, sign }) => `${sign < 0 ? '-' : '+'} toUnixTimestamp64Milli(${name})`,
  );
  const days = `toDecimal128(0 ${ms.join(' ')}, 12) / ${MS_PER_DAY}`;
  return `toDecimal128(roundBankers(${days}, 6), 6)`;
}
