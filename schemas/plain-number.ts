const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;
/** Digits that an exponent may add; a number beyond it stays as it is written. */
const MAX_SHIFT = 100;

/**
 * A number as JSON writes it as a plain decimal: without exponent and without zeros that say nothing.
 * Where a double does not give the same text it can't hold the number.
 */
export function plainNumber(source: string): string {
  const match = NUMBER.exec(source);
  if (match === null) return source;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  if (Math.abs(shift) > MAX_SHIFT) return source;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const right = padded.slice(at).replace(/0+$/, '');
  const plain = right === '' ? left : `${left}.${right}`;
  return plain === '0' ? plain : sign + plain;
}
