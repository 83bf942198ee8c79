import type { LocalRules, Shared } from '../../schemas/metrics/local.ts';
import { NO_LOCAL_RULES } from '../../schemas/metrics/local.ts';
import { literal } from './literal.ts';

/** Stands between a connection and its number; no name of a connection has a control character. */
const SEPARATOR = "'\\x1f'";

/**
 * What tells orders or customers apart, as SQL of type String: two connections that use one number
 * mean two, unless the project says that they share their numbers. Other columns mean the same
 * everywhere.
 */
export function identityOf(
  field: string,
  column: string,
  { orders, customers }: LocalRules = NO_LOCAL_RULES,
): string {
  const shared = field === 'orderId' ? orders : field === 'customer' ? customers : 'all';
  return shared === 'all' ? `toString(${column})` : withConnection(column, shared);
}

function withConnection(column: string, shared: Exclude<Shared, 'all'>): string {
  return `concat(${connectionSql(shared)}, ${SEPARATOR}, ${column})`;
}

/** Whose numbers a fact's are, as SQL: a group goes by the first of its names. */
export function connectionSql(shared: Shared): string {
  if (shared === 'all') return "''";
  const own = 'toString(source)';
  if (shared.length === 0) return own;
  const groups = shared.map((names) => names.toSorted()).filter(({ length }) => length > 0);
  const tests = groups.map(
    (names) => `source IN (${names.map(literal).join(', ')}), ${literal(names[0] ?? '')}`,
  );
  return `multiIf(${tests.toSorted().join(', ')}, ${own})`;
}
