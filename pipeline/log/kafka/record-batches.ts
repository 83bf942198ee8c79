import { FetchedRecord, type BatchContext } from './fetched-record.ts';
import { codecOf } from './internals.ts';
import { VarintReader } from './varint.ts';

/** Where things are in a record batch of Kafka's message format 2: "Record Batch" in its protocol. */
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const LAST_DELTA_AT = 23;
const FIRST_TIME_AT = 27;
const MAX_TIME_AT = 35;
const PRODUCER_AT = 43;
const COUNT_AT = 57;
const RECORDS_AT = 61;
/** The length counts what comes after it. */
const LENGTH_ENDS = 12;

const MAGIC = 2;
const APPEND_TIME = 0x8;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** Whether the bytes begin with a batch of message format 2. */
export function isRecordBatch(bytes: Buffer): boolean {
  return bytes.length > MAGIC_AT && bytes[MAGIC_AT] === MAGIC;
}

/** The records of batches one after the other, of which the last may be cut off. */
export async function readRecordBatches(bytes: Buffer): Promise<FetchedRecord[]> {
  const records: FetchedRecord[] = [];
  let at = 0;
  while (bytes.length - at >= RECORDS_AT) {
    const end = at + LENGTH_ENDS + bytes.readInt32BE(at + LENGTH_AT);
    if (end > bytes.length) break;
    await readBatch(bytes.subarray(at, end), records);
    at = end;
  }
  return records;
}

async function readBatch(batch: Buffer, into: FetchedRecord[]): Promise<void> {
  const context = contextOf(batch);
  const count = batch.readInt32BE(COUNT_AT);
  if (count <= 0) return;
  const stored = batch.subarray(RECORDS_AT);
  const codec = codecOf(batch.readInt16BE(ATTRIBUTES_AT));
  const bytes = codec === null ? stored : await codec.decompress(stored);
  const reader = new VarintReader(bytes, 0);
  for (let left = count; left > 0; left--) {
    const length = reader.next();
    const start = reader.at;
    reader.at += length;
    if (length <= 0 || reader.at > bytes.length) throw new Error(broken(context));
    into.push(new FetchedRecord(context, bytes, start, reader.at));
  }
}

function contextOf(batch: Buffer): BatchContext {
  const attributes = batch.readInt16BE(ATTRIBUTES_AT);
  const stamped = (attributes & APPEND_TIME) !== 0;
  return {
    firstOffset: String(batch.readBigInt64BE(0)),
    lastOffsetDelta: batch.readInt32BE(LAST_DELTA_AT),
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
    isControlBatch: (attributes & CONTROL) !== 0,
    producerId: String(batch.readBigInt64BE(PRODUCER_AT)),
    firstTimestamp: Number(batch.readBigInt64BE(FIRST_TIME_AT)),
    appendedAt: stamped ? Number(batch.readBigInt64BE(MAX_TIME_AT)) : undefined,
  };
}

function broken({ firstOffset }: BatchContext): string {
  return `the record batch at offset ${firstOffset} is broken: its records are longer than it`;
}
