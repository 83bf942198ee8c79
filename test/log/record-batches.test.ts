import { createRequire } from 'node:module';
import { CompressionTypes, type KafkaMessage } from 'kafkajs';
import { expect, test } from 'vitest';
import {
  decodeMessages,
  FetchedBatch,
  ProtocolDecoder,
} from '../../pipeline/log/kafka/internals.ts';
import { Messages } from '../../pipeline/log/kafka/messages.ts';
import { Aborted } from '../../pipeline/log/kafka/aborted.ts';
import { readRecordBatches } from '../../pipeline/log/kafka/record-batches.ts';
import { registerZstd } from '../../pipeline/log/kafka/zstd.ts';

interface Encoded {
  readonly buffer: Buffer;
}

const load = createRequire(import.meta.url);
const { RecordBatch: encodeBatch }: { RecordBatch: (batch: object) => Promise<Encoded> } = load(
  'kafkajs/src/protocol/recordBatch/v0',
);
const encodeRecord: (record: object) => Encoded = load(
  'kafkajs/src/protocol/recordBatch/record/v0',
);
registerZstd();

const FIRST_TIMESTAMP = 1_760_000_000_123;
const CONTENTS = [
  { key: Buffer.from('a'), value: Buffer.from('short') },
  { key: null, value: null },
  { key: Buffer.from('ø'), value: Buffer.alloc(100_000, 'long') },
  { key: Buffer.from('h'), value: Buffer.from(''), headers: { schema: '1.0', fact: 'sale' } },
  { key: Buffer.from('t'), value: Buffer.from('v'), headers: { twice: ['1', '2', '3'], ø: '' } },
];
/** Offsets and times with gaps; some times lie before the first, and some far from it. */
const RECORDS = CONTENTS.map((content, i) => ({
  ...content,
  offsetDelta: i * 50_000,
  timestampDelta: [0, -7, 200, 5_000_000_000, -90_000_000_000][i],
}));

async function batchOf(firstOffset: number, options: object = {}): Promise<Buffer> {
  const records = RECORDS.map(encodeRecord);
  const batch = { firstOffset, firstTimestamp: FIRST_TIMESTAMP, lastOffsetDelta: 299_999 };
  return (await encodeBatch({ ...batch, records, ...options })).buffer;
}

/** What kafkajs itself makes of the bytes. */
async function byKafkajs(bytes: Buffer): Promise<object[]> {
  const size = Buffer.alloc(4);
  size.writeInt32BE(bytes.length);
  const decoder = new ProtocolDecoder(Buffer.concat([size, bytes]));
  return (await decodeMessages(decoder)).map(plain);
}

function plain(message: unknown): object {
  const { key, value, headers, offset, timestamp, attributes, isControlRecord, batchContext } =
    message as KafkaMessage & Record<string, unknown>;
  const { firstOffset, lastOffsetDelta, inTransaction, producerId } = batchContext as Record<
    string,
    unknown
  >;
  const batch = { firstOffset, lastOffsetDelta, inTransaction, producerId };
  return { key, value, headers, offset, timestamp, attributes, isControlRecord, batch };
}

async function read(bytes: Buffer): Promise<object[]> {
  const runs = await readRecordBatches(bytes, new Aborted([]));
  return runs.flatMap((run) => Array.from({ length: run.count }, (_, n) => plain(run.at(n))));
}

test.each([
  ['plain', 0, {}],
  ['of an idempotent producer', 5_000_000_000, { producerId: 42 }],
  ['in a transaction', 7, { transactional: true }],
  ['gzip', 300_000, { compression: CompressionTypes.GZIP }],
  ['zstd', 600_000, { compression: CompressionTypes.ZSTD }],
])('records are as kafkajs reads them: %s', async (_, firstOffset, options) => {
  const bytes = Buffer.concat([await batchOf(0), await batchOf(firstOffset, options)]);
  const records = await read(bytes);
  expect(records).toHaveLength(2 * RECORDS.length);
  expect(records).toEqual(await byKafkajs(bytes));
});

test("control records and the broker's times are as kafkajs reads them", async () => {
  const bytes = await batchOf(0);
  bytes.writeInt16BE(0x20 | 0x8, 21);
  bytes.writeBigInt64BE(1_770_000_000_000n, 35);
  const records = await read(bytes);
  expect(records[0]).toMatchObject({ isControlRecord: true, timestamp: '1770000000000' });
  expect(records).toEqual(await byKafkajs(bytes));
});

test('a batch that is cut off at the end is left to the next fetch', async () => {
  const [whole, next] = [await batchOf(0), await batchOf(300_000)];
  for (const left of [0, 1, 60, 61, next.length - 1]) {
    const bytes = Buffer.concat([whole, next.subarray(0, left)]);
    expect(await read(bytes)).toHaveLength(RECORDS.length);
  }
  expect(await read(Buffer.alloc(0))).toEqual([]);
});

test('a record that is longer than its batch is an error that names the place', async () => {
  const broken = await batchOf(12);
  broken[61] = 0xff;
  await expect(readRecordBatches(broken, new Aborted([]))).rejects.toThrow(
    'the record batch at offset 12 is broken',
  );
});

test('batches that a transaction took back are hidden, and nothing else', async () => {
  const own = { transactional: true, producerId: 1 };
  const other = { transactional: true, producerId: 2 };
  const places = [own, other, { producerId: 1 }, other, own];
  const bytes = await Promise.all(places.map((options, n) => batchOf(n * 300_000, options)));
  const marker = await batchOf(1_050_000, own);
  marker.writeInt16BE(0x30, 21);
  const all = Buffer.concat([...bytes.slice(0, 4), marker, ...bytes.slice(4)]);
  const transactions = [
    { producerId: '2', firstOffset: '900000' },
    { producerId: '1', firstOffset: '0' },
  ];
  const runs = await readRecordBatches(all, new Aborted(transactions));
  const hidden = runs.map(({ isControlRecord }) => isControlRecord);
  expect(hidden).toEqual([true, false, false, true, true, false]);
});

test('records are counted from the offset that was asked for', async () => {
  const runs = await readRecordBatches(
    Buffer.concat([await batchOf(0), await batchOf(300_000)]),
    new Aborted([]),
  );
  const batch = new FetchedBatch('t', '100001', { partition: 0, messages: runs as never });
  const messages = new Messages(batch);
  const offsets = Array.from(messages.between(0, messages.length), ({ offset }) => Number(offset));
  const later = [0, 50_000, 100_000, 150_000, 200_000].map((delta) => 300_000 + delta);
  expect(offsets).toEqual([150_000, 200_000, ...later]);
  expect(Array.from(messages.between(1, 4), ({ offset }) => Number(offset))).toEqual(
    offsets.slice(1, 4),
  );
  expect(messages.offsetOf(6)).toBe(500_000);
});
