/** Reads what Kafka's records are made of: varints in zigzag encoding, and bytes after their length. */
export class VarintReader {
  /** The place of the next byte. */
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** A signed integer. */
  next(): number {
    const first = this.#bytes[this.at++] ?? 0;
    return first < 0x80 ? (first >>> 1) ^ -(first & 1) : this.#longer(first);
  }

  /** Null where the length says so. */
  bytes(): Buffer | null {
    const length = this.next();
    if (length < 0) return null;
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  /** Passes an integer. */
  skip(): void {
    while ((this.#bytes[this.at++] ?? 0) >= 0x80);
  }

  /** Passes bytes. */
  skipBytes(): void {
    const length = this.next();
    if (length > 0) this.at += length;
  }

  /** By multiplication: shifts have 32 bits only. */
  #longer(first: number): number {
    let value = first & 0x7f;
    let scale = 0x80;
    let byte = first;
    while (byte >= 0x80) {
      byte = this.#bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
