import { ByteWriter } from './byte-writer.ts';
import { WideColumn, type Bytes, type Column, type Run } from './native-columns.ts';

/** What lists are made of: its name, and how one is written. */
export interface ElementKind<T> {
  readonly type: string;
  readonly write: (out: ByteWriter, value: T) => void;
}

export const TEXTS: ElementKind<string> = {
  type: 'String',
  write: (out, value) => out.string(value),
};

/** Unsigned integers of 32 bits. */
export const INTEGERS: ElementKind<number> = {
  type: 'UInt32',
  write: (out, value) => out.uint32(value),
};

/** ms since the epoch. */
export const INSTANTS: ElementKind<number> = {
  type: "DateTime64(3, 'UTC')",
  write: (out, value) => out.uint64(value),
};

/** Lists, in few rows: they are kept as they are until the end. */
export class ListColumn<T> implements Column {
  readonly type: string;
  readonly #kind: ElementKind<T>;
  #lists: (readonly T[] | undefined)[];

  constructor(capacity: number, kind: ElementKind<T>) {
    this.type = `Array(${kind.type})`;
    this.#kind = kind;
    this.#lists = Array.from({ length: capacity });
  }

  set(row: number, list: readonly T[]): void {
    this.#lists[row] = list;
  }

  keep(runs: readonly Run[]): void {
    this.#lists = runs.flatMap(([from, to]) => this.#lists.slice(from, to));
  }

  pieces(rows: number): readonly Bytes[] {
    const ends = new WideColumn('UInt64', rows);
    const out = new ByteWriter(rows * 8 + 16);
    let end = 0;
    for (let row = 0; row < rows; row++) {
      const list = this.#lists[row] ?? [];
      for (const value of list) this.#kind.write(out, value);
      ends.set(row, (end += list.length));
    }
    return [...ends.pieces(rows), out.bytes()];
  }

  memory(): readonly ArrayBuffer[] {
    return [];
  }
}
