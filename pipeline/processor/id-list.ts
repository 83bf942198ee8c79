import { giveBuffer, takeBuffer } from '../store/buffers.ts';
import { TextBytes } from './text-bytes.ts';

const PRIME = 0x0100_0193;
/** Room for ids at first, bytes each; and the most that a character takes. */
const ID_BYTES = 24;
const MOST_BYTES = 3;
const LINE_BREAK = 0x0a;

/** Ids by number, as UTF-8 one after the other. */
export class IdList {
  /** Where each begins, and after the last where it ends. */
  readonly #starts: Int32Array<ArrayBuffer>;
  #bytes: Buffer<ArrayBuffer>;
  #length = 0;

  /** @param capacity the most ids. */
  constructor(capacity: number) {
    this.#starts = new Int32Array(takeBuffer((capacity + 1) * 4));
    this.#bytes = Buffer.from(takeBuffer(capacity * ID_BYTES));
  }

  get length(): number {
    return this.#length;
  }

  /** Gives an id the next number. */
  push(id: string | TextBytes): number {
    const number = this.#length++;
    this.#starts[number + 1] = this.#write(id, this.#starts[number] ?? 0);
    return number;
  }

  /** Takes the last one back. */
  pop(): void {
    this.#length -= 1;
  }

  text(number: number): string {
    return this.#bytes.toString('utf8', this.#starts[number], this.#starts[number + 1]);
  }

  /** Puts the place of an id's bytes into a text; valid until the next id. */
  bytes(number: number, into: TextBytes): TextBytes {
    return into.set(this.#bytes, this.#starts[number] ?? 0, this.#starts[number + 1] ?? 0);
  }

  /** Ids in lines. */
  lines(numbers: readonly number[]): Buffer {
    const starts = this.#starts;
    const sizes = numbers.map((number) => (starts[number + 1] ?? 0) - (starts[number] ?? 0) + 1);
    const out = Buffer.alloc(
      sizes.reduce((sum, size) => sum + size, 0),
      LINE_BREAK,
    );
    let at = 0;
    numbers.forEach((number, n) => {
      this.#bytes.copy(out, at, starts[number], starts[number + 1]);
      at += sizes[n] ?? 0;
    });
    return out.subarray(0, -1);
  }

  /**
   * The ids in lines, in pieces of at most so many ids and bytes; an id alone may be longer. Each is
   * made when it is asked for.
   */
  *pieces(numbers: readonly number[], mostIds: number, mostBytes: number): Generator<Buffer> {
    const starts = this.#starts;
    let from = 0;
    let bytes = 0;
    for (let n = 0; n < numbers.length; n++) {
      const number = numbers[n] ?? 0;
      const size = (starts[number + 1] ?? 0) - (starts[number] ?? 0) + 1;
      if (n > from && (n - from >= mostIds || bytes + size > mostBytes)) {
        yield this.lines(numbers.slice(from, n));
        from = n;
        bytes = 0;
      }
      bytes += size;
    }
    if (from < numbers.length) yield this.lines(numbers.slice(from));
  }

  hash(number: number): number {
    const bytes = this.#bytes;
    const end = this.#starts[number + 1] ?? 0;
    let hash = 0;
    for (let at = this.#starts[number] ?? 0; at < end; at++) {
      hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME);
    }
    return hash ^ (hash >>> 15);
  }

  same(a: number, b: number): boolean {
    const start = this.#starts[a] ?? 0;
    const length = (this.#starts[a + 1] ?? 0) - start;
    const other = this.#starts[b] ?? 0;
    if (length !== (this.#starts[b + 1] ?? 0) - other) return false;
    const bytes = this.#bytes;
    for (let n = 0; n < length; n++) if (bytes[start + n] !== bytes[other + n]) return false;
    return true;
  }

  /** Gives the memory back: nothing is there any more. */
  release(): void {
    giveBuffer(this.#starts.buffer);
    giveBuffer(this.#bytes.buffer);
  }

  /** Gives where it ends. */
  #write(id: string | TextBytes, start: number): number {
    if (typeof id === 'string') {
      this.#reserve(start + id.length * MOST_BYTES);
      return start + this.#bytes.write(id, start);
    }
    const { buffer, start: from, end } = id;
    this.#reserve(start + end - from);
    const bytes = this.#bytes;
    for (let at = from; at < end; at++) bytes[start + at - from] = buffer[at] ?? 0;
    return start + end - from;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return;
    const larger = Buffer.from(takeBuffer(bytes * 2));
    this.#bytes.copy(larger);
    giveBuffer(this.#bytes.buffer);
    this.#bytes = larger;
  }
}
