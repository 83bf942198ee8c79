import type { Broker } from 'kafkajs';
import { Aborted, type AbortedTransaction } from './aborted.ts';
import {
  connectionPoolOf,
  decodeMessages,
  ProtocolDecoder,
  type ProtocolRequest,
} from './internals.ts';
import { isRecordBatch, readRecordBatches } from './record-batches.ts';

const FETCH = 1;
/** The one version whose answers are read here; kafkajs reads those of old brokers. */
const VERSION = 11;

/** Reads what a broker's fetches bring at a fraction of kafkajs' cost, in its own terms. */
export function readFetchesLazily(broker: Broker): void {
  const pool = connectionPoolOf(broker);
  const send = pool.send.bind(pool);
  pool.send = (message) => send(isFetch(message) ? reading(message) : message);
}

function isFetch({ request }: ProtocolRequest): boolean {
  return request.apiKey === FETCH && request.apiVersion === VERSION;
}

function reading(message: ProtocolRequest): ProtocolRequest {
  return { ...message, response: { ...message.response, decode: decodeResponse } };
}

/** "Fetch Response (Version: 11)" in Kafka's protocol, by kafkajs' names. */
async function decodeResponse(bytes: Buffer): Promise<object> {
  const decoder = new ProtocolDecoder(bytes);
  const clientSideThrottleTime = decoder.readInt32();
  const errorCode = decoder.readInt16();
  const sessionId = decoder.readInt32();
  const responses = await decoder.readArrayAsync(decodeTopic);
  return { throttleTime: 0, clientSideThrottleTime, errorCode, sessionId, responses };
}

/** Without the partitions that have nothing to tell: kafkajs would look after each of them. */
async function decodeTopic(decoder: ProtocolDecoder): Promise<object> {
  const topicName = decoder.readString();
  const partitions = await decoder.readArrayAsync(decodePartition);
  return { topicName, partitions: partitions.filter(tells) };
}

interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly AbortedTransaction[];
  readonly preferredReadReplica: number;
  readonly messages: readonly unknown[];
}

function tells({ errorCode, preferredReadReplica, messages }: FetchedPartition): boolean {
  return errorCode !== 0 || preferredReadReplica !== -1 || messages.length > 0;
}

async function decodePartition(decoder: ProtocolDecoder): Promise<FetchedPartition> {
  const head = {
    partition: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    highWatermark: String(decoder.readInt64()),
    lastStableOffset: String(decoder.readInt64()),
    lastStartOffset: String(decoder.readInt64()),
  };
  const abortedTransactions = decoder.readArray(decodeAborted);
  const preferredReadReplica = decoder.readInt32();
  return { ...head, preferredReadReplica, ...(await readMessages(decoder, abortedTransactions)) };
}

function decodeAborted(decoder: ProtocolDecoder): AbortedTransaction {
  return { producerId: String(decoder.readInt64()), firstOffset: String(decoder.readInt64()) };
}

/**
 * Records that an old broker or producer wrote are left to kafkajs, and what they say of aborted
 * transactions; of others that is known here.
 */
async function readMessages(
  decoder: ProtocolDecoder,
  abortedTransactions: readonly AbortedTransaction[],
): Promise<Pick<FetchedPartition, 'abortedTransactions' | 'messages'>> {
  const { buffer, offset } = decoder;
  const start = offset + 4;
  const bytes = buffer.subarray(start, start + buffer.readInt32BE(offset));
  if (!isRecordBatch(bytes)) {
    return { abortedTransactions, messages: await decodeMessages(decoder) };
  }
  decoder.forward(4 + bytes.length);
  const messages = await readRecordBatches(bytes, new Aborted(abortedTransactions));
  return { abortedTransactions: [], messages };
}
