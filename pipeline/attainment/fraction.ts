import { divideHalfEven, formatDecimal, ONE } from '../../schemas/decimal.ts';

/** An exact quotient in units of one millionth: `over` ÷ `under` micros; `under` is above 0. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** A whole number of micros. */
export function micros(over: bigint): Fraction {
  return { over, under: 1n };
}

/** @returns undefined for a division by zero. */
export function divide(a: Fraction, b: Fraction): Fraction | undefined {
  return fraction(a.over * b.under * ONE, a.under * b.over);
}

/** @returns undefined where `under` is 0. */
export function fraction(over: bigint, under: bigint): Fraction | undefined {
  if (under === 0n) return undefined;
  return under < 0n ? { over: -over, under: -under } : { over, under };
}

export function add(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { over: -b.over, under: b.under });
}

/** a × numerator ÷ denominator, of whole numbers. */
export function scale(a: Fraction, numerator: bigint, denominator: bigint): Fraction {
  return { over: a.over * numerator, under: a.under * denominator };
}

/** Below 0, 0 or above 0. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.over * b.under - b.over * a.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * A fraction as a decimal of six places, half to even; where that would put it on a limit or on the
 * other side of it, it is rounded away from the limit instead.
 * @param limits micros.
 */
export function formatBeside(value: Fraction, limits: readonly bigint[]): string {
  const rounded = divideHalfEven(value.over, value.under);
  const crossed = limits.find(
    (limit) => compare(value, micros(limit)) !== compare(micros(rounded), micros(limit)),
  );
  if (crossed === undefined) return formatDecimal(rounded);
  return formatDecimal(compare(value, micros(crossed)) < 0 ? crossed - 1n : crossed + 1n);
}
