import { giveBuffer, takeBuffer } from '../store/buffers.ts';
import type { Identity } from './by-identity.ts';
import { IdList } from './id-list.ts';
import type { TextBytes } from './text-bytes.ts';

/** An identity whose id may still lie in a message. */
export interface ReadIdentity {
  readonly source: string;
  readonly stream: string;
  readonly id: string | TextBytes;
}

interface Stream {
  readonly source: string;
  readonly stream: string;
  readonly number: number;
}

/**
 * Identities by number, and which number is the newest of each. The ids stay bytes, and the table is
 * an open-addressed one: a Map by strings would be most of what a batch leaves for V8 to collect.
 */
export class Identities {
  readonly ids: IdList;
  readonly #streams = new Map<string, Stream>();
  #lastStream: Stream = { source: '', stream: '', number: -1 };
  readonly #streamOf: Stream[] = [];
  /** Numbers, one more than they are; 0 is a free slot. */
  readonly #table: Int32Array<ArrayBuffer>;
  #slot = 0;

  /** @param capacity the most identities. */
  constructor(capacity: number) {
    const slots = 2 ** Math.ceil(Math.log2(capacity * 2 + 2));
    // One more: what is looked for.
    this.ids = new IdList(capacity + 1);
    this.#table = new Int32Array(takeBuffer(slots * 4), 0, slots);
  }

  /** The source and the stream of a number; the same object for the same two. */
  stream(number: number): Stream {
    return this.#streamOf[number] ?? this.#lastStream;
  }

  /** Gives an identity the next number. */
  push({ source, stream, id }: ReadIdentity): number {
    const number = this.ids.push(id);
    this.#streamOf[number] = this.#streamNamed(source, stream);
    return number;
  }

  /** Takes the last one back. */
  pop(): void {
    this.ids.pop();
  }

  /** The newest number of the identity that the last number has; undefined where there is none. */
  newest(): number | undefined {
    const last = this.ids.length - 1;
    const table = this.#table;
    const mask = table.length - 1;
    let slot = (this.ids.hash(last) + this.stream(last).number) & mask;
    let other = table[slot] ?? 0;
    while (other > 0 && !this.#same(last, other - 1)) {
      slot = (slot + 1) & mask;
      other = table[slot] ?? 0;
    }
    this.#slot = slot;
    return other > 0 ? other - 1 : undefined;
  }

  /** Makes the last number the newest of its identity. Called after `newest`. */
  settle(): void {
    this.#table[this.#slot] = this.ids.length;
  }

  /** The newest number of an identity. */
  find(identity: Identity): number | undefined {
    this.push(identity);
    const found = this.newest();
    this.pop();
    return found;
  }

  /** Gives the memory back: nothing is there any more. */
  release(): void {
    this.ids.release();
    giveBuffer(this.#table.buffer);
  }

  #same(a: number, b: number): boolean {
    return this.#streamOf[a] === this.#streamOf[b] && this.ids.same(a, b);
  }

  /** Facts of one stream come together, so the last one is kept at hand. */
  #streamNamed(source: string, stream: string): Stream {
    const last = this.#lastStream;
    if (last.source === source && last.stream === stream) return last;
    const name = `${source}\n${stream}`;
    const known = this.#streams.get(name) ?? { source, stream, number: this.#streams.size };
    this.#streams.set(name, known);
    this.#lastStream = known;
    return known;
  }
}
