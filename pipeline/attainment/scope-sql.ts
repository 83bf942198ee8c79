import type { Dimension } from '../../schemas/dimensions.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Scope, Touch } from '../../schemas/goals.ts';
import { snakeCase } from '../metrics/columns.ts';
import { literal } from '../metrics/literal.ts';

/** Which facts a scope takes in, as SQL over the facts' columns. */
export interface ScopeSql {
  /** The condition on a row. */
  readonly condition: string;
  /** The touches of the sale that the scope takes in, as bits, and how many there are; linear only. */
  readonly taken?: { readonly bits: string; readonly touches: string };
}

/** Channel and campaign, as SQL. */
interface TouchSql {
  readonly channel: string;
  readonly campaign: string;
}

const OWN: TouchSql = { channel: 'toString(channel)', campaign: 'campaign' };

/**
 * A scope as SQL, by the same rules as attribution: an absent value equals nothing and has no
 * prefix; of sales the goal's touch decides on channel and campaign.
 */
export function scopeSql(scope: Scope | undefined, type: FactType, touch: Touch): ScopeSql {
  if (scope === undefined) return { condition: '1' };
  if (type !== 'sale') return { condition: conditionOf(scope, OWN) };
  if (touch !== 'linear') return { condition: conditionOf(scope, touchOf(touch)) };
  const one = conditionOf(scope, { channel: 'touch.1', campaign: 'touch.2' });
  const bits = `toUInt32(arraySum((touch, place) -> if(${one}, bitShiftLeft(toUInt64(1), place), 0), ${TOUCHES}, range(length(${TOUCHES}))))`;
  return { condition: `${bits} != 0`, taken: { bits, touches: `length(${TOUCHES})` } };
}

function conditionOf(scope: Scope, touch: TouchSql): string {
  if ('not' in scope) return `NOT (${conditionOf(scope.not, touch)})`;
  if ('all' in scope) return joined(scope.all, 'AND', '1', touch);
  if ('any' in scope) return joined(scope.any, 'OR', '0', touch);
  const column = columnOf(scope.dimension, touch);
  if ('equals' in scope) return `${column} = ${literal(scope.equals)}`;
  if ('prefix' in scope) return `startsWith(${column}, ${literal(scope.prefix)})`;
  return `${column} IN (${scope.in.map(literal).join(', ')})`;
}

function joined(scopes: readonly Scope[], by: string, none: string, touch: TouchSql): string {
  return scopes.length === 0
    ? none
    : `(${scopes.map((part) => conditionOf(part, touch)).join(` ${by} `)})`;
}

function columnOf(dimension: Dimension, touch: TouchSql): string {
  return dimension === 'channel' || dimension === 'campaign'
    ? touch[dimension]
    : `toString(${snakeCase(dimension)})`;
}

/** The values of a dimension that a goal of a touch sees in a fact, as SQL of a list without doubles. */
export function valuesSql(dimension: Dimension, type: FactType, touch: Touch): string {
  if (type !== 'sale') return `[${columnOf(dimension, OWN)}]`;
  if (touch !== 'linear') return `[${columnOf(dimension, touchOf(touch))}]`;
  const one = columnOf(dimension, { channel: 'touch.1', campaign: 'touch.2' });
  return `arrayDistinct(arrayMap(touch -> ${one}, ${TOUCHES}))`;
}

/** The touch it names, else the first or last of its list, else the sale's own dimensions. */
function touchOf(which: 'first' | 'last'): TouchSql {
  const place = which === 'first' ? '1' : '-1';
  const of = (name: 'channel' | 'campaign'): string =>
    `multiIf(${named(which)}, toString(${which}_touch_${name}), notEmpty(touches_channel), touches_${name}[${place}], ${OWN[name]})`;
  return { channel: of('channel'), campaign: of('campaign') };
}

function named(which: 'first' | 'last'): string {
  return `(${which}_touch_channel != '' OR ${which}_touch_campaign != '')`;
}

function pair({ channel, campaign }: TouchSql): string {
  return `(${channel}, ${campaign})`;
}

/** Every touch: the list, else the first and the last where they differ, else the one there is. */
const TOUCHES = `multiIf(notEmpty(touches_channel), arrayZip(touches_channel, touches_campaign), NOT ${named('first')}, [${pair(touchOf('last'))}], NOT ${named('last')} OR ${pair(touchOf('first'))} = ${pair(touchOf('last'))}, [${pair(touchOf('first'))}], [${pair(touchOf('first'))}, ${pair(touchOf('last'))}])`;
