/**
 * Exact decimals as integers of millionths ("micros"): 12.5 is 12_500_000n.
 * Money never passes through a float. Six places hold every currency's minor unit
 * and unit prices finer than that (a price of 0.0625, say).
 */
export const DECIMAL_PLACES = 6;

/** One, in micros. */
export const ONE = 1_000_000n;
const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/**
 * Reads a plain decimal ("-12.50"). No exponent, no thousands separator.
 * @returns micros, or undefined where the text is not such a number or has more than six
 * significant places after the point.
 */
export function parseDecimal(text: string): bigint | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '0', fraction = ''] = match;
  const digits = fraction.length > DECIMAL_PLACES ? trimZeros(fraction) : fraction;
  if (digits.length > DECIMAL_PLACES) return undefined;
  const micros = BigInt(whole + digits.padEnd(DECIMAL_PLACES, '0'));
  return sign === '-' ? -micros : micros;
}

/** Writes micros as the shortest plain decimal: 12_500_000n is "12.5". */
export function formatDecimal(micros: bigint): string {
  const negative = micros < 0n;
  const digits = (negative ? -micros : micros).toString().padStart(DECIMAL_PLACES + 1, '0');
  const whole = digits.slice(0, -DECIMAL_PLACES);
  const fraction = trimZeros(digits.slice(-DECIMAL_PLACES));
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * The exact product of two decimals in micros.
 * @returns undefined where the product needs more than six places.
 */
export function multiplyDecimal(a: bigint, b: bigint): bigint | undefined {
  const product = a * b;
  return product % ONE === 0n ? product / ONE : undefined;
}

/**
 * Writes a product of two micros (or a sum of such products) exactly, with up to twelve places:
 * 500_000n × 1n is "0.0000005".
 */
export function formatProduct(product: bigint): string {
  const negative = product < 0n;
  const digits = (negative ? -product : product).toString().padStart(2 * DECIMAL_PLACES + 1, '0');
  const whole = digits.slice(0, -2 * DECIMAL_PLACES);
  const fraction = trimZeros(digits.slice(-2 * DECIMAL_PLACES));
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function trimZeros(fraction: string): string {
  let end = fraction.length;
  while (end > 0 && fraction.charCodeAt(end - 1) === 48) end--;
  return fraction.slice(0, end);
}

/** a + b, or a − b with sign −1, of plain decimals as text. */
export function addDecimals(a: string, b: string, sign: 1 | -1 = 1): string {
  return formatDecimal((parseDecimal(a) ?? 0n) + BigInt(sign) * (parseDecimal(b) ?? 0n));
}

/**
 * The quotient of two decimals in micros, as micros, rounded half to even at the sixth place.
 * @returns undefined for a division by zero.
 */
export function divideDecimal(numerator: bigint, denominator: bigint): bigint | undefined {
  return denominator === 0n ? undefined : divideHalfEven(numerator * ONE, denominator);
}

/** The whole number nearest to a quotient; of two equally near the even one. The denominator is not 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const whole = top / bottom;
  const twice = (top % bottom) * 2n;
  const up = twice > bottom || (twice === bottom && whole % 2n === 1n);
  const magnitude = up ? whole + 1n : whole;
  return negative ? -magnitude : magnitude;
}

/** The same as text; undefined for a division by zero. */
export function quotient(numerator: bigint, denominator: bigint): string | undefined {
  const result = divideDecimal(numerator, denominator);
  return result === undefined ? undefined : formatDecimal(result);
}
