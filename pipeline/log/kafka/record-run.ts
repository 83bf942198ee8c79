import { FetchedRecord, type BatchContext } from './fetched-record.ts';
import { VarintReader } from './varint.ts';

/**
 * The records of one record batch of Kafka. To kafkajs it is one message with the offset of the last
 * of them: a message for each record would be most of what fetching costs.
 */
export class RecordRun {
  readonly batchContext: BatchContext;
  /** kafkajs passes those that are not for readers: markers, and what a transaction took back. */
  readonly isControlRecord: boolean;
  /** The offset of the last record. */
  readonly offset: string;
  readonly #bytes: Buffer;
  /** Where each record ends, after where the first one's length is. */
  readonly #ends: Int32Array;

  /** @throws Error where the bytes are not so many records. */
  constructor(batchContext: BatchContext, isHidden: boolean, bytes: Buffer, count: number) {
    this.batchContext = batchContext;
    this.isControlRecord = isHidden;
    this.#bytes = bytes;
    this.#ends = endsOf(bytes, count, batchContext);
    this.offset = this.at(count - 1).offset;
  }

  /** How many records there are, one at least. */
  get count(): number {
    return this.#ends.length - 1;
  }

  /** The record at a place, made anew. */
  at(index: number): FetchedRecord {
    const reader = new VarintReader(this.#bytes, this.#ends[index] ?? 0);
    reader.skip();
    return new FetchedRecord(
      this.batchContext,
      this.#bytes,
      reader.at,
      this.#ends[index + 1] ?? reader.at,
    );
  }

  /** The place of the first record at an offset or later: a fetch may bring what comes before it. */
  firstFrom(offset: number): number {
    if (Number(this.batchContext.firstOffset) >= offset) return 0;
    let index = 0;
    while (index < this.count && Number(this.at(index).offset) < offset) index += 1;
    return index;
  }
}

function endsOf(bytes: Buffer, count: number, context: BatchContext): Int32Array {
  const ends = new Int32Array(count + 1);
  const reader = new VarintReader(bytes, 0);
  for (let n = 1; n <= count; n++) {
    const length = reader.next();
    reader.at += length;
    if (length <= 0 || reader.at > bytes.length) throw new Error(broken(context));
    ends[n] = reader.at;
  }
  return ends;
}

function broken({ firstOffset }: BatchContext): string {
  return `the record batch at offset ${firstOffset} is broken: its records are longer than it`;
}
