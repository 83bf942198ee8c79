import { DECIMAL_PLACES, formatDecimal } from '../../schemas/decimal.ts';

const SCALE = 10n ** BigInt(DECIMAL_PLACES);

/**
 * The quotient of two decimals in micros, as micros, rounded half to even at the sixth place.
 * @returns undefined for a division by zero.
 */
export function divide(numerator: bigint, denominator: bigint): bigint | undefined {
  if (denominator === 0n) return undefined;
  const negative = numerator < 0n !== denominator < 0n;
  const top = (numerator < 0n ? -numerator : numerator) * SCALE;
  const bottom = denominator < 0n ? -denominator : denominator;
  const whole = top / bottom;
  const twice = (top % bottom) * 2n;
  const up = twice > bottom || (twice === bottom && whole % 2n === 1n);
  const magnitude = up ? whole + 1n : whole;
  return negative ? -magnitude : magnitude;
}

/** The same as text; undefined for a division by zero. */
export function quotient(numerator: bigint, denominator: bigint): string | undefined {
  const result = divide(numerator, denominator);
  return result === undefined ? undefined : formatDecimal(result);
}
