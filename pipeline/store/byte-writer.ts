import { giveBuffer, takeBuffer } from './buffers.ts';

/** Strings up to this length are copied character by character while they are ASCII; longer ones by Node. */
const SHORT = 48;
const TWO_32 = 0x1_0000_0000;

/** Little-endian numbers and strings with a varint length, one after the other in a growing buffer. */
export class ByteWriter {
  #buffer: Buffer<ArrayBuffer>;
  #at = 0;

  constructor(bytes: number) {
    this.#buffer = Buffer.from(takeBuffer(bytes));
  }

  /** The memory it writes to. */
  get memory(): ArrayBuffer {
    return this.#buffer.buffer;
  }

  get length(): number {
    return this.#at;
  }

  /** What was written so far. The view is valid until the next write. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#at);
  }

  /** Keeps only the bytes of the runs, which ascend. */
  keep(runs: readonly (readonly [from: number, to: number])[]): void {
    this.#at = 0;
    for (const [from, to] of runs) {
      this.#buffer.copyWithin(this.#at, from, to);
      this.#at += to - from;
    }
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  /** A non-negative safe integer. */
  uint64(value: number): void {
    this.#reserve(8);
    this.#at = this.#buffer.writeUInt32LE(value % TWO_32, this.#at);
    this.#at = this.#buffer.writeUInt32LE(Math.floor(value / TWO_32), this.#at);
  }

  /** Integers of one (width 0), two (1) or four (2) bytes. */
  integers(values: Uint32Array, width: 0 | 1 | 2): void {
    this.#reserve(values.length << width);
    const buffer = this.#buffer;
    let at = this.#at;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? 0;
      buffer[at++] = value;
      if (width > 0) buffer[at++] = value >>> 8;
      if (width > 1) {
        buffer[at++] = value >>> 16;
        buffer[at++] = value >>> 24;
      }
    }
    this.#at = at;
  }

  string(value: string): void {
    const { length } = value;
    this.#reserve(length * 3 + 5);
    if (length <= SHORT && this.#ascii(value, length)) return;
    this.varint(Buffer.byteLength(value));
    this.#at += this.#buffer.write(value, this.#at, 'utf8');
  }

  /** A string by its bytes. */
  slice(from: Uint8Array, start: number, end: number): void {
    this.varint(end - start);
    this.#reserve(end - start);
    const buffer = this.#buffer;
    let to = this.#at;
    for (let at = start; at < end; at++) buffer[to++] = from[at] ?? 0;
    this.#at = to;
  }

  varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  /** Copies an ASCII string with its length; false where it is not ASCII. */
  #ascii(value: string, length: number): boolean {
    const buffer = this.#buffer;
    const start = this.#at + 1;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code >= 0x80) return false;
      buffer[start + index] = code;
    }
    buffer[this.#at] = length;
    this.#at = start + length;
    return true;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.from(takeBuffer(Math.max(this.#buffer.length * 2, this.#at + bytes)));
    this.#buffer.copy(larger, 0, 0, this.#at);
    giveBuffer(this.#buffer.buffer);
    this.#buffer = larger;
  }
}
