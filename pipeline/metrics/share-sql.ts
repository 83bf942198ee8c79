import { literal } from './literal.ts';

/** How many touches a sale was split over, as SQL; 0 where it was not split. Every touch is counted. */
export const TOUCH_COUNT = "bitCount(arrayReduce('groupBitOr', shares))";

/** For each of the goals the touches it got, as SQL: a list as long as `goals`, 0 for the whole. */
export const SHARE_LIST = 'arrayResize(shares, length(goals))';

/**
 * What a counter gets of a value of type Decimal(38, 6), as SQL. A value of v micros over n touches
 * is floor(v / n) for each, and one micro more for each of the first v mod n: the touches' parts add
 * up to v exactly.
 * @param share the touches that the counter got, as bits; 0 for all.
 * @param touches how many there are.
 */
export function sharedValue(value: string, share: string, touches: string): string {
  const micros = `toInt128(${value} * 1000000)`;
  const count = `toInt128(greatest(${touches}, 1))`;
  const rest = `(((${micros} % ${count}) + ${count}) % ${count})`;
  const each = `intDiv(${micros} - ${rest}, ${count})`;
  const extra = `bitCount(bitAnd(${share}, toUInt32(bitShiftLeft(toUInt64(1), toUInt8(${rest})) - 1)))`;
  const sum = `(${each} * bitCount(${share}) + ${extra})`;
  return `if(${share} = 0, ${value}, CAST(toDecimal128(${sum}, 6) / 1000000 AS Decimal(38, 6)))`;
}

/** How many times a counter counts a fact, as SQL. */
export function timesCounted(counter: string): string {
  return `countEqual(goals, ${literal(counter)})`;
}

/** What a counter gets of a fact's value of type Decimal(38, 6), as SQL. */
export function valueOfCounter(value: string, counter: string): string {
  const shared = sharedValue(value, 'share', TOUCH_COUNT);
  const one = `if(goal = ${literal(counter)}, ${shared}, toDecimal128(0, 6))`;
  return `if(empty(shares), ${value} * ${timesCounted(counter)}, arraySum((goal, share) -> ${one}, goals, ${SHARE_LIST}))`;
}
