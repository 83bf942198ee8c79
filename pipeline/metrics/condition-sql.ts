import type { FactType } from '../../schemas/facts.ts';
import type { Condition } from '../../schemas/metric.ts';
import type { LocalRules } from '../../schemas/metrics/local.ts';
import { columnOf, type ColumnKind } from './columns.ts';
import { literal } from './literal.ts';

const BOUNDS = { atLeast: '>=', above: '>', atMost: '<=', below: '<' } as const;

/** Conditions on one fact row, all of which must hold, as SQL; '1' for none. */
export function conditionsSql(
  type: FactType,
  conditions: readonly Condition[],
  local?: LocalRules,
): string {
  const tests = conditions.flatMap((condition) => testsOf(type, condition, local));
  return tests.length === 0 ? '1' : tests.join(' AND ');
}

function testsOf(
  type: FactType,
  condition: Condition,
  local: LocalRules | undefined,
): readonly string[] {
  const { name, kind } = columnOf(type, condition.column, local);
  const { in: one, notIn, is, present, notAfter } = condition;
  const tests: string[] = [];
  if (one !== undefined) tests.push(`${name} IN (${one.map(literal).join(', ')})`);
  if (notIn !== undefined) tests.push(`${name} NOT IN (${notIn.map(literal).join(', ')})`);
  for (const [bound, sign] of Object.entries(BOUNDS)) {
    const limit = condition[bound as keyof typeof BOUNDS];
    if (limit === undefined) continue;
    tests.push(`${amountOf(name, kind)} ${sign} toDecimal128(${literal(limit)}, 6)`);
  }
  if (is !== undefined) tests.push(`${name} = ${is ? 1 : 0}`);
  if (present !== undefined) tests.push(presence(name, kind, present));
  if (notAfter !== undefined) tests.push(`${name} <= ${columnOf(type, notAfter).name}`);
  return tests;
}

/** A number as Decimal(38, 6); money in the business's currency, rounded half to even. */
export function amountOf(name: string, kind: ColumnKind): string {
  return kind === 'money' ? `if(fx = 1, ${plain(name)}, ${converted(name)})` : plain(name);
}

export function plain(name: string): string {
  return `toDecimal128(${name}, 6)`;
}

/** Money × the fact's `fx`, rounded half to even at the sixth place. */
export function converted(name: string): string {
  return `toDecimal128(roundBankers(${plain(name)} * fx, 6), 6)`;
}

/** A flag is stored as 0, 1 or 2 (unknown), an absent text as '', an absent time as the epoch. */
export function presence(name: string, kind: ColumnKind, present: boolean): string {
  const sign = present ? '!=' : '=';
  if (kind === 'instant') return `toUnixTimestamp64Milli(${name}) ${sign} 0`;
  return `${name} ${sign} ${kind === 'flag' ? '2' : "''"}`;
}
