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
    this.#at = this.#buffer.writeUInt16LE(value, this.#at);
  }

  uint32(value: number): void {
    this.#room(4);
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  /** A non-negative safe integer as UInt64 (or Int64, DateTime64). */
  uint64(value: number): void {
    this.#room(8);
    this.#at = this.#buffer.writeUInt32LE(value % 0x1_0000_0000, this.#at);
    this.#at = this.#buffer.writeUInt32LE(Math.floor(value / 0x1_0000_0000), this.#at);
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
    const low = value >>> 0;
    this.#buffer.writeUInt32LE(low, this.#at);
    this.#buffer.writeInt32LE(Math.floor(value / 0x1_0000_0000), this.#at + 4);
    this.#at += 8;
  }

  string(value: string): void {
    const worst = value.length * 3;
    this.#room(worst + 5);
    if (value.length < 43) {
      const written = this.#buffer.write(value, this.#at + 1, worst, 'utf8');
      this.#buffer[this.#at] = written;
      this.#at += written + 1;
      return;
    }
    this.varint(Buffer.byteLength(value));
    this.#at += this.#buffer.write(value, this.#at, worst, 'utf8');
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

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
