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

/** The value a fact row adds to a sum, as SQL of type Decimal(38, 6). */
export function partValue(part: Part): string {
  if (part.aggregate !== 'sum') return 'toDecimal128(0, 6)';
  const terms = (part.of ?? []).map(({ column, sign }) => {
    const { name } = columnOf(part.fact, column);
    return `${sign < 0 ? '-' : '+'} toDecimal128(${name}, 6)`;
  });
  return `(toDecimal128(0, 6) ${terms.join(' ')})`;
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
