import { KnownTexts } from './known-texts.ts';
import type { Test } from './field-tests.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const DELETE = 0x7f;
const PRIME = 0x0100_0193;
/** What stands for bytes that are no UTF-8. */
export const REPLACEMENT = '\uFFFD';

/** Reads the texts of one field of facts. */
export class TextReader {
  /** Where the closing quote of the text is that was read last. */
  end = 0;
  readonly #test: Test;
  readonly #known = new KnownTexts();

  constructor(test: Test) {
    this.#test = test;
  }

  /**
   * The text that starts there and ends with a quote; undefined where it has an escape, or is not
   * valid. Three bytes after the limit are looked at.
   */
  read(bytes: Buffer, view: DataView, start: number, limit: number): string | undefined {
    let hash = 0;
    let at = start;
    // Four bytes at a time while all of them are letters and the like.
    while (at < limit) {
      const word = view.getInt32(at, true);
      if (!isPlain(word)) break;
      hash = Math.imul(hash ^ word, PRIME);
      at += 4;
    }
    let byte = bytes[at] ?? 0;
    for (; isPlainByte(byte); byte = bytes[at] ?? 0) {
      hash = Math.imul(hash ^ byte, PRIME);
      at += 1;
    }
    if (byte !== QUOTE) return this.#unusual(bytes, start, at);
    this.end = at;
    const length = at - start;
    const known = this.#known.find(view, start, length, hash);
    if (known !== undefined) return known;
    const text = bytes.toString('latin1', start, at);
    if (!this.#test(text)) return undefined;
    this.#known.add(text, view, start, length, hash);
    return text;
  }

  /** A text beyond ASCII. */
  #unusual(bytes: Buffer, start: number, from: number): string | undefined {
    const end = bytes.indexOf(QUOTE, from);
    if (end < 0) return undefined;
    for (let at = from; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === BACKSLASH || byte < SPACE) return undefined;
    }
    this.end = end;
    const text = bytes.toString('utf8', start, end);
    return text.includes(REPLACEMENT) || !this.#test(text) ? undefined : text;
  }
}

/**
 * Where the quote is that ends the text that starts there; undefined where something else than
 * printable ASCII comes before. Three bytes after the limit are looked at.
 */
export function endOfPlain(
  bytes: Buffer,
  view: DataView,
  start: number,
  limit: number,
): number | undefined {
  let at = start;
  while (at < limit && isPlain(view.getInt32(at, true))) at += 4;
  while (isPlainByte(bytes[at] ?? 0)) at += 1;
  return bytes[at] === QUOTE ? at : undefined;
}

function isPlainByte(byte: number): boolean {
  return byte !== QUOTE && byte !== BACKSLASH && byte >= SPACE && byte < DELETE;
}

/**
 * Whether none of a word's four bytes is a quote, a backslash, a control character or beyond ASCII.
 * Bit tricks: "Determine if a word has a zero byte" and "has a byte less than n", Sean Anderson.
 */
function isPlain(word: number): boolean {
  const quote = word ^ 0x2222_2222;
  const backslash = word ^ 0x5c5c_5c5c;
  const special =
    ((quote - 0x0101_0101) & ~quote) |
    ((backslash - 0x0101_0101) & ~backslash) |
    ((word - 0x2020_2020) & ~word) |
    (word + 0x0101_0101) |
    word;
  return (special & 0x8080_8080) === 0;
}
