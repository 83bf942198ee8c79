import { giveBuffer } from './buffers.ts';
import { ByteWriter } from './byte-writer.ts';
import type { Bytes, Column, Run } from './native-columns.ts';

/**
 * Rows in ClickHouse's Native format, column by column: the engine takes them almost as they are.
 * Formats: "Native" in ClickHouse's documentation, and SerializationLowCardinality.cpp.
 */
export class NativeBlock {
  /** The most rows it can hold. */
  readonly capacity: number;
  readonly #columns = new Map<string, Column>();
  readonly #pieces: Bytes[] = [];
  #rows = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get rows(): number {
    return this.#rows;
  }

  get columns(): readonly string[] {
    return [...this.#columns.keys()];
  }

  add<T extends Column>(name: string, column: T): T {
    this.#columns.set(name, column);
    return column;
  }

  /** The number of a new row, to be set in the columns. */
  nextRow(): number {
    return this.#rows++;
  }

  /** Takes rows out, given in ascending order. Called once, after the last row. */
  drop(rows: readonly number[]): void {
    if (rows.length === 0) return;
    const runs: Run[] = [];
    let from = 0;
    for (const row of [...rows, this.#rows]) {
      if (row > from) runs.push([from, row]);
      from = row + 1;
    }
    for (const column of this.#columns.values()) column.keep(runs);
    this.#rows -= rows.length;
  }

  /** The block's bytes, in pieces. */
  pieces(): readonly Bytes[] {
    const pieces = this.#pieces;
    pieces.length = 0;
    const head = new ByteWriter(16);
    head.varint(this.#columns.size);
    head.varint(this.#rows);
    pieces.push(head.bytes());
    for (const [name, column] of this.#columns) {
      const title = new ByteWriter(64);
      title.string(name);
      title.string(column.type);
      pieces.push(title.bytes(), ...column.pieces(this.#rows));
    }
    return pieces;
  }

  /** Gives its memory back, that of its pieces too: neither is valid any more. */
  release(): void {
    const columns = [...this.#columns.values()].flatMap((column) => column.memory());
    const memory = new Set([...columns, ...this.#pieces.map(({ buffer }) => buffer)]);
    for (const buffer of memory) giveBuffer(buffer);
    this.#columns.clear();
    this.#pieces.length = 0;
    this.#rows = 0;
  }
}
