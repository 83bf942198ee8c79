import type { Dimension } from '../../schemas/dimensions.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Scope, Touch } from '../../schemas/goals.ts';
import { snakeCase } from '../metrics/columns.ts';
import { literal } from '../metrics/part-sql.ts';

/** The touch of a sale that decides on channel and campaign, where it is one of them. */
export type OneTouch = Exclude<Touch, 'linear'>;

/** Whether a scope holds for a row of a fact type's table, as SQL; '1' for everything. */
export function scopeSql(type: FactType, scope: Scope | undefined, touch: OneTouch): string {
  if (scope === undefined) return '1';
  if ('not' in scope) return `NOT ${scopeSql(type, scope.not, touch)}`;
  if ('all' in scope) return joined(scope.all, 'AND', type, touch);
  if ('any' in scope) return joined(scope.any, 'OR', type, touch);
  const value = dimensionSql(type, scope.dimension, touch);
  if ('equals' in scope) return `(${value} = ${literal(scope.equals)})`;
  if ('prefix' in scope) return `startsWith(${value}, ${literal(scope.prefix)})`;
  return `(${value} IN (${scope.in.map(literal).join(', ')}))`;
}

function joined(
  scopes: readonly Scope[],
  operator: string,
  type: FactType,
  touch: OneTouch,
): string {
  return `(${scopes.map((scope) => scopeSql(type, scope, touch)).join(` ${operator} `)})`;
}

/**
 * A dimension of a fact as SQL of type String; '' where it has none. Channel and campaign of a sale
 * are those of its touch: the one it names, else the first or last of its list, else its own.
 */
export function dimensionSql(type: FactType, dimension: Dimension, touch: OneTouch): string {
  const own = `toString(${snakeCase(dimension)})`;
  if (type !== 'sale' || (dimension !== 'channel' && dimension !== 'campaign')) return own;
  const named = `${touch}_touch_channel != '' OR ${touch}_touch_campaign != ''`;
  const listed = `touches_${dimension}[${touch === 'first' ? 1 : -1}]`;
  const rest = `if(empty(touches_${dimension}), ${own}, ${listed})`;
  return `if(${named}, toString(${touch}_touch_${dimension}), ${rest})`;
}
