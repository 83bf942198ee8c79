import type { IHeaders } from 'kafkajs';
import type { Bytes } from '../log.ts';
import { VarintReader } from './varint.ts';

/** What the records of one record batch have in common; the names are kafkajs'. */
export interface BatchContext {
  readonly firstOffset: string;
  readonly lastOffsetDelta: number;
  readonly inTransaction: boolean;
  readonly isControlBatch: boolean;
  readonly producerId: string;
  /** The broker's time for all records, ms; undefined where each has its producer's own. */
  readonly appendedAt: number | undefined;
  /** ms since the epoch. */
  readonly firstTimestamp: number;
}

/** A record as kafkajs knows it, read from the batch's bytes when it is asked for. */
export class FetchedRecord {
  readonly batchContext: BatchContext;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;

  /** Where the record lies in the bytes, without its length. */
  constructor(batchContext: BatchContext, bytes: Buffer, start: number, end: number) {
    this.batchContext = batchContext;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch;
  }

  get attributes(): number {
    return this.#bytes[this.#start] ?? 0;
  }

  get timestamp(): string {
    const { appendedAt, firstTimestamp } = this.batchContext;
    return String(appendedAt ?? firstTimestamp + this.#read().next());
  }

  get offset(): string {
    return String(Number(this.batchContext.firstOffset) + this.#delta().next());
  }

  get key(): Buffer | null {
    return this.#afterDeltas().bytes();
  }

  get value(): Buffer | null {
    const reader = this.#afterDeltas();
    reader.skipBytes();
    return reader.bytes();
  }

  /** Where the value is; undefined where there is none. */
  get valueBytes(): Bytes | undefined {
    const reader = this.#afterDeltas();
    reader.skipBytes();
    const length = reader.next();
    if (length < 0) return undefined;
    return { buffer: this.#bytes, start: reader.at, end: reader.at + length };
  }

  get headers(): IHeaders {
    const reader = this.#atHeaders();
    const headers = new Map<string, IHeaders[string]>();
    for (let left = reader.next(); left > 0; left--) {
      const name = reader.bytes()?.toString() ?? '';
      const value = reader.bytes() ?? undefined;
      const known = headers.get(name);
      headers.set(name, known === undefined ? value : [known, value ?? ''].flat());
    }
    return Object.fromEntries(headers);
  }

  /** Whether the headers of both have the same bytes: they are short, so that a loop is fastest. */
  sameHeaders(other: FetchedRecord): boolean {
    let at = this.#atHeaders().at;
    let otherAt = other.#atHeaders().at;
    if (this.#end - at !== other.#end - otherAt) return false;
    while (at < this.#end) if (this.#bytes[at++] !== other.#bytes[otherAt++]) return false;
    return true;
  }

  #read(): VarintReader {
    return new VarintReader(this.#bytes, this.#start + 1);
  }

  #delta(): VarintReader {
    const reader = this.#read();
    reader.skip();
    return reader;
  }

  #afterDeltas(): VarintReader {
    const reader = this.#delta();
    reader.skip();
    return reader;
  }

  #atHeaders(): VarintReader {
    const reader = this.#afterDeltas();
    reader.skipBytes();
    reader.skipBytes();
    return reader;
  }
}
