import { DECIMAL_PLACES, formatDecimal, parseDecimal, quotient } from '../../schemas/decimal.ts';

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

/** `amount × part ÷ whole`, to six places: an even share of a target. */
export function evenShare(amount: string, part: number, whole: number): string {
  return (
    quotient(micros(amount) * BigInt(part), BigInt(whole) * 10n ** BigInt(DECIMAL_PLACES)) ?? '0'
  );
}
