import { createRequire } from 'node:module';
import type { Batch, Broker, KafkaMessage } from 'kafkajs';

/** What kafkajs 2.2.4 does not export or declare; its version is pinned. */
const load = createRequire(import.meta.url);

/** A request that was sent and not answered yet. */
interface SocketRequest {
  readonly sentAt: number;
  /** The queue's, or a longer one. */
  readonly requestTimeout: number;
  timeoutRequest(): void;
}

export interface RequestQueuePrototype {
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<number, SocketRequest>;
  readonly requestTimeout: number;
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  /** What `destroy` clears. */
  requestTimeoutIntervalId: NodeJS.Timeout | undefined;
  isConnected(): boolean;
  destroy(): void;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
  scheduleRequestTimeoutCheck(): void;
}

export const RequestQueue: { prototype: RequestQueuePrototype } = load(
  'kafkajs/src/network/requestQueue',
);

/** A request as kafkajs hands it to a broker's connections. */
export interface ProtocolRequest {
  readonly request: { readonly apiKey: number; readonly apiVersion: number };
  readonly response: { readonly decode: (bytes: Buffer) => Promise<object> };
}

interface FetchConnection {
  /** Ends requests that wait for an answer with an error. */
  rejectRequests(error: Error): void;
}

interface ConnectionPool {
  /** One for fetches, after one for all else. */
  readonly pool: readonly [unknown, FetchConnection];
  send(message: ProtocolRequest): Promise<unknown>;
}

/** The connections of a broker. */
export function connectionPoolOf(broker: Broker): ConnectionPool {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kafkajs does not declare it
  return (broker as unknown as { connectionPool: ConnectionPool }).connectionPool;
}

/** The connection that a broker's fetches go by. */
export function fetchConnectionOf(broker: Broker): FetchConnection {
  return connectionPoolOf(broker).pool[1];
}

/** Takes a member out of its group, whatever it waits for. `groupId` is the name in the cluster. */
export async function leaveGroup(
  coordinator: Broker,
  member: { readonly groupId: string; readonly memberId: string },
): Promise<void> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kafkajs does not declare it
  const leaving = coordinator as unknown as {
    leaveGroup(request: typeof member): Promise<unknown>;
  };
  await leaving.leaveGroup(member);
}

/** Removes what a partition holds before an offset. Rejects with the broker's own error. */
export async function deleteRecords(
  leader: Broker,
  topic: string,
  partition: number,
  offset: number,
): Promise<void> {
  const request = { topics: [{ topic, partitions: [{ partition, offset: String(offset) }] }] };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kafkajs does not declare it
  const deleting = leader as unknown as {
    deleteRecords(wanted: typeof request): Promise<unknown>;
  };
  await deleting.deleteRecords(request).catch((error: unknown) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kafkajs does not export it
    const [failed] = (error as { partitions?: { error: unknown }[] }).partitions ?? [];
    throw failed?.error ?? error;
  });
}

/** Reads the parts of an answer one after the other. */
export interface ProtocolDecoder {
  readonly buffer: Buffer;
  readonly offset: number;
  forward(bytes: number): void;
  readInt16(): number;
  readInt32(): number;
  readInt64(): bigint;
  readString(): string | null;
  readArray<T>(read: (decoder: ProtocolDecoder) => T): T[];
  readArrayAsync<T>(read: (decoder: ProtocolDecoder) => Promise<T>): Promise<T[]>;
}

export const ProtocolDecoder: new (bytes: Buffer) => ProtocolDecoder = load(
  'kafkajs/src/protocol/decoder',
);

/** Reads records of any message format. */
export const decodeMessages: (decoder: ProtocolDecoder) => Promise<readonly unknown[]> = load(
  'kafkajs/src/protocol/requests/fetch/v4/decodeMessages',
);

interface Codec {
  decompress(bytes: Buffer): Promise<Buffer>;
}

const compression: { lookupCodecByAttributes(attributes: number): Codec | null } = load(
  'kafkajs/src/protocol/message/compression',
);

/** What a record batch with these attributes is compressed with; null for nothing. */
export function codecOf(attributes: number): Codec | null {
  return compression.lookupCodecByAttributes(attributes);
}

type RawMessage = KafkaMessage & {
  /** Absent in records of the old message format. */
  readonly batchContext?: { readonly firstOffset: string; readonly lastOffsetDelta: number };
};

/** One partition's part of a fetch, with what kafkajs' own type leaves out. */
export interface FetchedBatch extends Batch {
  /** The offset that was asked for. */
  readonly fetchedOffset: string;
  /** Also control records and records of aborted transactions. */
  readonly rawMessages: readonly RawMessage[];
}

export interface PartitionData {
  readonly partition: number;
  readonly messages: readonly RawMessage[];
}

export const FetchedBatch: new (
  topic: string,
  fetchedOffset: string,
  data: PartitionData,
) => FetchedBatch = load('kafkajs/src/consumer/batch');

/**
 * The offset after everything a fetch brought; undefined where it brought nothing. Offsets that
 * compaction emptied at the end of a record batch are passed too.
 */
export function offsetAfter(batch: FetchedBatch): number | undefined {
  const last = batch.rawMessages.at(-1);
  if (last === undefined) return undefined;
  const { batchContext: context, offset } = last;
  if (context === undefined) return Number(offset) + 1;
  return Number(context.firstOffset) + context.lastOffsetDelta + 1;
}
