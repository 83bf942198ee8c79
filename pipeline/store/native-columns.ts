import { takeBuffer } from './buffers.ts';
import { ByteWriter } from './byte-writer.ts';

/** Rows from the first included to the last excluded. */
export type Run = readonly [from: number, to: number];

/** One column of a block in ClickHouse's Native format. A row that is never set has the default. */
export interface Column {
  readonly type: string;
  /** Keeps only the rows of the runs, which ascend. Called once, after the last set. */
  keep(runs: readonly Run[]): void;
  /** The column's bytes. Numbers are laid out as the machine does: little-endian everywhere that Node runs. */
  pieces(rows: number): readonly Bytes[];
  /** The memory that the rows are kept in. */
  memory(): readonly ArrayBuffer[];
}

/** Some of a column's bytes. */
export type Bytes = Uint8Array<ArrayBuffer>;

type Cells = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Moves the cells of the runs to the front. */
export function gather(cells: Cells, runs: readonly Run[], cellsPerRow = 1): void {
  let to = 0;
  for (const [from, end] of runs) {
    cells.copyWithin(to * cellsPerRow, from * cellsPerRow, end * cellsPerRow);
    to += end - from;
  }
}

function bytesOf(cells: Cells, count: number): Bytes {
  return new Uint8Array(cells.buffer, cells.byteOffset, count * cells.BYTES_PER_ELEMENT);
}

/** Unsigned integers of up to 32 bits. */
export class SmallColumn implements Column {
  readonly type: string;
  readonly #cells: Cells;

  constructor(type: 'UInt8' | 'Date' | 'UInt32', capacity: number, absent = 0) {
    this.type = type;
    const Kind = { UInt8: Uint8Array, Date: Uint16Array, UInt32: Uint32Array }[type];
    this.#cells = new Kind(takeBuffer(capacity * Kind.BYTES_PER_ELEMENT));
    if (absent !== 0) this.#cells.fill(absent);
  }

  set(row: number, value: number): void {
    this.#cells[row] = value;
  }

  keep(runs: readonly Run[]): void {
    gather(this.#cells, runs);
  }

  pieces(rows: number): readonly Bytes[] {
    return [bytesOf(this.#cells, rows)];
  }

  memory(): readonly ArrayBuffer[] {
    return [this.#cells.buffer];
  }
}

const TWO_32 = 0x1_0000_0000;

/** 64-bit integers, and what is stored as one: decimals in micros, moments in ms. */
export class WideColumn implements Column {
  readonly type: string;
  readonly #words: Uint32Array<ArrayBuffer>;

  constructor(type: string, capacity: number, absent = 0) {
    this.type = type;
    this.#words = new Uint32Array(takeBuffer(capacity * 8));
    if (absent !== 0) for (let row = 0; row < capacity; row++) this.set(row, absent);
  }

  /** A bigint, or a safe integer. */
  set(row: number, value: number | bigint): void {
    if (typeof value === 'bigint') {
      this.#words[row * 2] = Number(value & 0xffff_ffffn);
      this.#words[row * 2 + 1] = Number((value >> 32n) & 0xffff_ffffn);
      return;
    }
    this.#words[row * 2] = value;
    this.#words[row * 2 + 1] = Math.floor(value / TWO_32);
  }

  /** An unsigned integer by its low and high 32 bits. */
  setWords(row: number, low: number, high: number): void {
    this.#words[row * 2] = low;
    this.#words[row * 2 + 1] = high;
  }

  keep(runs: readonly Run[]): void {
    gather(this.#words, runs, 2);
  }

  pieces(rows: number): readonly Bytes[] {
    return [bytesOf(this.#words, rows * 2)];
  }

  memory(): readonly ArrayBuffer[] {
    return [this.#words.buffer];
  }
}

/** Where a text's bytes are. */
interface TextPlace {
  readonly buffer: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Texts. Rows must be set in ascending order. */
export class TextColumn implements Column {
  readonly type = 'String';
  readonly #ends: Uint32Array<ArrayBuffer>;
  readonly #bytes: ByteWriter;
  #rows = 0;

  constructor(capacity: number) {
    this.#ends = new Uint32Array(takeBuffer(capacity * 4));
    this.#bytes = new ByteWriter(capacity * 16 + 16);
  }

  set(row: number, value: string): void {
    this.#fill(row);
    this.#bytes.string(value);
    this.#ends[row] = this.#bytes.length;
    this.#rows = row + 1;
  }

  /** A text by its bytes, which are UTF-8. */
  setBytes(row: number, { buffer, start, end }: TextPlace): void {
    this.#fill(row);
    this.#bytes.slice(buffer, start, end);
    this.#ends[row] = this.#bytes.length;
    this.#rows = row + 1;
  }

  keep(runs: readonly Run[]): void {
    const last = runs.at(-1)?.[1] ?? 0;
    this.#fill(last);
    const start = (row: number): number => (row === 0 ? 0 : (this.#ends[row - 1] ?? 0));
    this.#bytes.keep(runs.map(([from, to]) => [start(from), start(to)]));
    this.#rows = runs.reduce((sum, [from, to]) => sum + to - from, 0);
  }

  pieces(rows: number): readonly Bytes[] {
    this.#fill(rows);
    return [this.#bytes.bytes()];
  }

  memory(): readonly ArrayBuffer[] {
    return [this.#ends.buffer, this.#bytes.memory];
  }

  /** Empty texts for the rows before this one that were never set. */
  #fill(row: number): void {
    for (; this.#rows < row; this.#rows++) {
      this.#bytes.uint8(0);
      this.#ends[this.#rows] = this.#bytes.length;
    }
  }
}
