import { IDENTIFIER, PLAIN_DECIMAL } from '../../schemas/facts.ts';

/** True only where the text of these bytes, all printable ASCII, certainly passes its schema. */
export type BytesTest = (bytes: Uint8Array, start: number, end: number) => boolean;

const LONGEST_IDENTIFIER = 512;
const POINT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const WHOLE_DIGITS = 12;
const PLACES = 6;

/** The test for texts of a pattern and a greatest length; undefined where it is not known here. */
export function bytesTest(pattern: RegExp | undefined, longest: number): BytesTest | undefined {
  if (pattern === undefined) return (_bytes, start, end) => end - start <= longest;
  if (longest !== Infinity) return undefined;
  if (pattern === IDENTIFIER) return isIdentifier;
  return pattern === PLAIN_DECIMAL ? isDecimal : undefined;
}

function isIdentifier(_bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && end - start <= LONGEST_IDENTIFIER;
}

function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const point = endOfDigits(bytes, first, end);
  const whole = point - first;
  if (whole === 0 || whole > WHOLE_DIGITS) return false;
  if (point === end) return true;
  const places = end - point - 1;
  if (bytes[point] !== POINT || places === 0 || places > PLACES) return false;
  return endOfDigits(bytes, point + 1, end) === end;
}

function endOfDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte < ZERO || byte > NINE) break;
    at += 1;
  }
  return at;
}
