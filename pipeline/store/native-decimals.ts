import { takeBuffer } from './buffers.ts';
import { gather, type Bytes, type Column, type Run } from './native-columns.ts';

const WORDS = 4;

/** Decimals with six places, up to 38 digits; a row that is never set has none. */
export class NullableDecimalColumn implements Column {
  readonly type = 'Nullable(Decimal(38, 6))';
  /** 1 where there is none. */
  readonly #absent: Uint8Array<ArrayBuffer>;
  /** 128 bits each, in two's complement. */
  readonly #words: Uint32Array<ArrayBuffer>;

  constructor(capacity: number) {
    this.#absent = new Uint8Array(takeBuffer(capacity)).fill(1);
    this.#words = new Uint32Array(takeBuffer(capacity * WORDS * 4));
  }

  /** @param micros millionths. */
  set(row: number, micros: bigint): void {
    this.#absent[row] = 0;
    let rest = BigInt.asUintN(128, micros);
    for (let word = 0; word < WORDS; word++) {
      this.#words[row * WORDS + word] = Number(rest & 0xffff_ffffn);
      rest >>= 32n;
    }
  }

  keep(runs: readonly Run[]): void {
    gather(this.#absent, runs);
    gather(this.#words, runs, WORDS);
  }

  pieces(rows: number): readonly Bytes[] {
    const { buffer, byteOffset } = this.#words;
    return [this.#absent.subarray(0, rows), new Uint8Array(buffer, byteOffset, rows * WORDS * 4)];
  }

  memory(): readonly ArrayBuffer[] {
    return [this.#absent.buffer, this.#words.buffer];
  }
}
