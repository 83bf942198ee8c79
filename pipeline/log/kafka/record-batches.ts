import type { Aborted } from './aborted.ts';
import type { BatchContext } from './fetched-record.ts';
import { codecOf } from './internals.ts';
import { RecordRun } from './record-run.ts';

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

/** The record batches that stand one after the other, of which the last may be cut off. */
export async function readRecordBatches(bytes: Buffer, aborted: Aborted): Promise<RecordRun[]> {
  const runs: RecordRun[] = [];
  let at = 0;
  while (bytes.length - at >= RECORDS_AT) {
    const end = at + LENGTH_ENDS + bytes.readInt32BE(at + LENGTH_AT);
    if (end > bytes.length) break;
    const run = await readBatch(bytes.subarray(at, end), aborted);
    if (run !== undefined) runs.push(run);
    at = end;
  }
  return runs;
}

async function readBatch(batch: Buffer, aborted: Aborted): Promise<RecordRun | undefined> {
  const context = contextOf(batch);
  const count = batch.readInt32BE(COUNT_AT);
  if (count <= 0) return undefined;
  const stored = batch.subarray(RECORDS_AT);
  const codec = codecOf(batch.readInt16BE(ATTRIBUTES_AT));
  const bytes = codec === null ? stored : await codec.decompress(stored);
  return new RecordRun(context, aborted.hides(context), bytes, count);
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
