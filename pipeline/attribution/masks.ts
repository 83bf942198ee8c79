/** Clauses in one word. */
const BITS = 32;
const FIRST_ROWS = 16;

/**
 * Sets of clauses as rows of one array, which is in the processor's cache where objects would not
 * be: of the words with 32 clauses each those that are not empty, 32 in each word of a summary, so
 * that a small set among many clauses is small to look through; then the words.
 */
export class Masks {
  /** Words of a row's summary. */
  readonly summary: number;
  readonly #clauses: number;
  readonly #width: number;
  #cells: Uint32Array;
  #rows = 0;

  constructor(clauses: number) {
    const words = Math.ceil(clauses / BITS);
    this.summary = Math.ceil(words / BITS);
    this.#clauses = clauses;
    this.#width = this.summary + words;
    this.#cells = new Uint32Array(FIRST_ROWS * this.#width);
  }

  get cells(): Uint32Array {
    return this.#cells;
  }

  /** Adds the set of the clauses for which the test holds. Gives where its row begins. */
  add(test: (clause: number) => boolean): number {
    const start = this.#rows++ * this.#width;
    if (start + this.#width > this.#cells.length) {
      const larger = new Uint32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    for (let clause = 0; clause < this.#clauses; clause++) {
      if (!test(clause)) continue;
      this.#setBit(start, clause >>> 5);
      this.#setBit(start + this.summary, clause);
    }
    return start;
  }

  clear(): void {
    this.#cells.fill(0);
    this.#rows = 0;
  }

  #setBit(start: number, bit: number): void {
    const cell = start + (bit >>> 5);
    this.#cells[cell] = (this.#cells[cell] ?? 0) | (1 << (bit & 31));
  }
}

/**
 * Appends the clauses that are in one row of each of the tables, of which there is at least one, in
 * ascending order. The rows are given by where they begin.
 */
export function intersect(tables: readonly Masks[], rows: Int32Array, out: number[]): void {
  const summary = tables[0]?.summary ?? 0;
  for (let part = 0; part < summary; part++) {
    let some = inAll(tables, rows, part);
    for (; some !== 0; some &= some - 1) {
      const word = part * BITS + lowestBit(some);
      let bits = inAll(tables, rows, summary + word);
      for (; bits !== 0; bits &= bits - 1) out.push(word * BITS + lowestBit(bits));
    }
  }
}

/** The bits that a word has in all the rows. */
function inAll(tables: readonly Masks[], rows: Int32Array, word: number): number {
  let bits = -1;
  for (let n = 0; n < tables.length && bits !== 0; n++) {
    bits &= tables[n]?.cells[(rows[n] ?? 0) + word] ?? 0;
  }
  return bits;
}

function lowestBit(bits: number): number {
  return BITS - 1 - Math.clz32(bits & -bits);
}

/** Values remembered per dimension before the memory is started anew. */
const MAX_VALUES = 100_000;

/** For one dimension, or the days: which clauses each value satisfies. Found once per value. */
export class ValueMasks {
  readonly masks: Masks;
  readonly #holds: (clause: number, value: string) => boolean;
  readonly #known = new Map<string, number>();
  /** Neighbouring facts have much in common: comparing costs less than looking up. */
  #last: string | undefined;
  #lastRow = 0;

  /** @param holds whether a value satisfies a clause. */
  constructor(clauses: number, holds: (clause: number, value: string) => boolean) {
    this.masks = new Masks(clauses);
    this.#holds = holds;
  }

  /** Where the row of the clauses begins that the value satisfies; valid until the next call. */
  of(value: string): number {
    if (value === this.#last) return this.#lastRow;
    const row = this.#known.get(value) ?? this.#find(value);
    this.#last = value;
    this.#lastRow = row;
    return row;
  }

  #find(value: string): number {
    if (this.#known.size >= MAX_VALUES) {
      this.#known.clear();
      this.masks.clear();
    }
    const row = this.masks.add((clause) => this.#holds(clause, value));
    this.#known.set(value, row);
    return row;
  }
}
