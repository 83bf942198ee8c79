const PLACES = 6;
const ONE = 10n ** BigInt(PLACES);

/** Millionths of a plain decimal of at most six places. */
export function micros(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  if (!/^\d+$/.test(whole) || !/^\d{0,6}$/.test(fraction)) throw new Error(`no decimal: ${text}`);
  const size = BigInt(whole) * ONE + BigInt(fraction.padEnd(PLACES, '0'));
  return text.startsWith('-') ? -size : size;
}

/** Millionths as the shortest plain decimal. */
export function plain(value: bigint): string {
  const size = value < 0n ? -value : value;
  const fraction = String(size % ONE)
    .padStart(PLACES, '0')
    .replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${size / ONE}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * a ÷ b to six places, half to even, for a of either sign and b above 0: the floor, and one more
 * where what is left is more than half, or half and the floor is odd.
 */
export function ratio(a: bigint, b: bigint): string {
  if (b <= 0n) throw new Error(`can't divide by ${b}`);
  const left = (((a * ONE) % b) + b) % b;
  const floor = (a * ONE - left) / b;
  const up = left * 2n > b || (left * 2n === b && floor % 2n !== 0n);
  return plain(up ? floor + 1n : floor);
}
