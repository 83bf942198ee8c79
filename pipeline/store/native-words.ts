import { giveBuffer, takeBuffer } from './buffers.ts';
import { ByteWriter } from './byte-writer.ts';
import { gather, WideColumn, type Bytes, type Column, type Run } from './native-columns.ts';

/** Texts that many rows share: each is written once. */
export class WordColumn implements Column {
  readonly type = 'LowCardinality(String)';
  readonly #known = new Map<string, number>([['', 0]]);
  readonly #places: Uint32Array<ArrayBuffer>;
  /** Many a column has one text in all rows: comparing costs less than looking up. */
  #last = '';
  #lastPlace = 0;

  constructor(capacity: number) {
    this.#places = new Uint32Array(takeBuffer(capacity * 4));
  }

  set(row: number, value: string): void {
    if (value !== this.#last) {
      this.#lastPlace = this.#placeOf(value);
      this.#last = value;
    }
    this.#places[row] = this.#lastPlace;
  }

  keep(runs: readonly Run[]): void {
    gather(this.#places, runs);
  }

  pieces(rows: number): readonly Bytes[] {
    const places = this.#places.subarray(0, rows);
    return [dictionaryVersion(), dictionary([...this.#known.keys()], places)];
  }

  memory(): readonly ArrayBuffer[] {
    return [this.#places.buffer];
  }

  #placeOf(value: string): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const place = this.#known.size;
    this.#known.set(value, place);
    return place;
  }
}

/** A first guess of a list's length. */
const WORDS_PER_ROW = 8;

/** Lists of words from a dictionary given beforehand. Rows must be added in order. */
export class WordListColumn implements Column {
  readonly type = 'Array(LowCardinality(String))';
  readonly #words: readonly string[];
  readonly #lengths: Uint32Array<ArrayBuffer>;
  #places: Uint32Array<ArrayBuffer>;
  #end = 0;

  constructor(capacity: number, words: readonly string[]) {
    this.#words = words;
    this.#lengths = new Uint32Array(takeBuffer(capacity * 4));
    this.#places = new Uint32Array(takeBuffer(capacity * WORDS_PER_ROW * 4));
  }

  /** The row's words by their places in the dictionary. */
  set(row: number, places: readonly number[]): void {
    const { length } = places;
    if (this.#end + length > this.#places.length) this.#grow(length);
    for (let index = 0; index < length; index++) this.#places[this.#end++] = places[index] ?? 0;
    this.#lengths[row] = length;
  }

  keep(runs: readonly Run[]): void {
    const last = runs.at(-1)?.[1] ?? 0;
    const ends = new Uint32Array(last + 1);
    for (let row = 0; row < last; row++)
      ends[row + 1] = (ends[row] ?? 0) + (this.#lengths[row] ?? 0);
    const cells = runs.map(([from, to]): Run => [ends[from] ?? 0, ends[to] ?? 0]);
    gather(this.#places, cells);
    gather(this.#lengths, runs);
    this.#end = cells.reduce((sum, [from, to]) => sum + to - from, 0);
  }

  pieces(rows: number): readonly Bytes[] {
    const ends = new WideColumn('UInt64', rows);
    let end = 0;
    for (let row = 0; row < rows; row++) ends.set(row, (end += this.#lengths[row] ?? 0));
    const head = [dictionaryVersion(), ...ends.pieces(rows)];
    if (end === 0) return head;
    return [...head, dictionary(this.#words, this.#places.subarray(0, end))];
  }

  memory(): readonly ArrayBuffer[] {
    return [this.#lengths.buffer, this.#places.buffer];
  }

  #grow(by: number): void {
    const cells = Math.max(this.#places.length * 2, this.#end + by);
    const larger = new Uint32Array(takeBuffer(cells * 4));
    larger.set(this.#places);
    giveBuffer(this.#places.buffer);
    this.#places = larger;
  }
}

/** Flags of a column that brings its own dictionary: additional keys, new dictionary. */
const OWN_DICTIONARY = 0x600;

function dictionaryVersion(): Bytes {
  return Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);
}

/** The words, then each row's place among them in the narrowest integers that hold it. */
function dictionary(words: readonly string[], places: Uint32Array): Bytes {
  const width = words.length <= 0x100 ? 0 : words.length <= 0x1_0000 ? 1 : 2;
  const out = new ByteWriter((places.length << width) + words.length * 24 + 32);
  out.uint64(OWN_DICTIONARY | width);
  out.uint64(words.length);
  for (const word of words) out.string(word);
  out.uint64(places.length);
  out.integers(places, width);
  return out.bytes();
}
