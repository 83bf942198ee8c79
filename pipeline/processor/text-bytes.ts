import type { Bytes } from '../log/log.ts';

/**
 * A text of printable ASCII where it lies in a message. Most texts of a fact are only copied into a
 * column: making strings of them would cost more than all the rest of it.
 */
export class TextBytes implements Bytes {
  buffer: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;

  /** Becomes another text. */
  set(buffer: Buffer, start: number, end: number): this {
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    return this;
  }

  toString(): string {
    return this.buffer.toString('latin1', this.start, this.end);
  }
}
