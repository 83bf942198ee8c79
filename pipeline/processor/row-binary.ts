/** Strings up to this length are copied character by character while they are ASCII; longer ones by Node. */
const SHORT = 48;
const TWO_32 = 0x1_0000_0000;

/** Writes rows in ClickHouse's RowBinary format: fixed-width little-endian, strings with a varint length. */
export class RowBinaryWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(bytes = 1 << 20) {
    this.#buffer = Buffer.allocUnsafe(bytes);
  }

  /** What was written so far. The view is valid until the next write. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#at);
  }

  get length(): number {
    return this.#at;
  }

  uint8(value: number): void {
    this.#room(1);
    this.#buffer[this.#at++] = value;
  }

  /** Date: days since 1970-01-01. */
  uint16(value: number): void {
    this.#room(2);
    this.#buffer[this.#at++] = value;
    this.#buffer[this.#at++] = value >>> 8;
  }

  uint32(value: number): void {
    this.#room(4);
    this.#word(value);
  }

  /** A non-negative safe integer as UInt64 (or Int64, DateTime64). */
  uint64(value: number): void {
    this.int64Number(value);
  }

  bigUint64(value: bigint): void {
    this.#room(8);
    this.#at = this.#buffer.writeBigUInt64LE(value, this.#at);
  }

  /** Decimal(18, 6) from micros. */
  int64(value: bigint): void {
    this.#room(8);
    this.#at = this.#buffer.writeBigInt64LE(value, this.#at);
  }

  /** Decimal(18, 6) from micros that are a safe integer. */
  int64Number(value: number): void {
    this.#room(8);
    const high = Math.floor(value / TWO_32);
    this.#word(value - high * TWO_32);
    this.#word(high);
  }

  string(value: string): void {
    const { length } = value;
    this.#room(length * 3 + 5);
    if (length <= SHORT && this.#ascii(value, length)) return;
    this.varint(Buffer.byteLength(value));
    this.#at += this.#buffer.write(value, this.#at, 'utf8');
  }

  /** Array(String). */
  strings(values: readonly string[]): void {
    this.varint(values.length);
    for (const value of values) this.string(value);
  }

  varint(value: number): void {
    this.#room(5);
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

  #word(value: number): void {
    const buffer = this.#buffer;
    buffer[this.#at++] = value;
    buffer[this.#at++] = value >>> 8;
    buffer[this.#at++] = value >>> 16;
    buffer[this.#at++] = value >>> 24;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
