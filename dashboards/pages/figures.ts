import { DECIMAL_PLACES, formatDecimal, parseDecimal } from '../../schemas/decimal.ts';

/** Micros of a decimal from a report, which has at most six places. */
export function micros(text: string | undefined): bigint {
  if (text === undefined) return 0n;
  const value = parseDecimal(text);
  if (value === undefined) {
    throw new Error(`"${text}" in the report is no decimal of six places; recompute the report`);
  }
  return value;
}

/** A number for drawing only: it has lost its exactness. */
export function toNumber(text: string | undefined): number {
  return text === undefined ? 0 : Number(text);
}

/** The exact sum of decimals. */
export function sumOf(texts: readonly (string | undefined)[]): string {
  return formatDecimal(texts.reduce((sum, text) => sum + micros(text), 0n));
}

/**
 * A quotient rounded to six places, half to even.
 * @returns undefined where the denominator is zero.
 */
export function quotient(numerator: bigint, denominator: bigint): string | undefined {
  if (denominator === 0n) return undefined;
  const scaled = numerator * 10n ** BigInt(DECIMAL_PLACES);
  const negative = scaled < 0n !== denominator < 0n;
  const [top, bottom] = [abs(scaled), abs(denominator)];
  const whole = top / bottom;
  const twice = (top % bottom) * 2n;
  const up = twice > bottom || (twice === bottom && whole % 2n === 1n);
  const rounded = up ? whole + 1n : whole;
  return formatDecimal(negative ? -rounded : rounded);
}

/** `amount × part ÷ whole`, to six places: an even share of a target. */
export function evenShare(amount: string, part: number, whole: number): string {
  return (
    quotient(micros(amount) * BigInt(part), BigInt(whole) * 10n ** BigInt(DECIMAL_PLACES)) ?? '0'
  );
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
