/**
 * The log port: ordered, durable, partitioned topics with consumer groups. Two adapters: the
 * embedded log (SQLite, one process) and Kafka. Delivery is at least once; effects are idempotent.
 */
export interface Log {
  /** Creates what is missing. A topic that exists with other partitions is an error. */
  createTopics(topics: readonly TopicSpec[]): Promise<void>;
  /**
   * Appends to one topic, in order. Records with one key go to one partition.
   * Resolves when all of them are durable; rejects with LogError when that is not certain.
   */
  append(topic: string, records: readonly LogRecord[]): Promise<void>;
  /** Starts consuming. A partition's records are in at most one batch at a time. */
  consume(options: ConsumeOptions): Promise<Consumer>;
  /** The newest value of each key of a compacted topic; keys whose newest value is null are absent. */
  latestByKey(topic: string): Promise<Map<string, string>>;
  /**
   * What a topic holds when it is called, in offset order within each partition, in chunks and
   * without a group. Ends by itself; what is appended meanwhile is not read. While a rewrite moves
   * records, some may come twice.
   */
  read(topic: string, range?: ReadRange): AsyncIterable<readonly StoredRecord[]>;
  /** Per partition of the topics: end offset and what the group has committed. */
  lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]>;
  /**
   * Gives records other values, read already or not, and tells how many. Once it resolves, no reader
   * finds a value that it replaced, of all that the topic held at the call. Records keep key,
   * headers, partition and time of appending. A log that can't change records in place (Kafka) moves
   * all that the partition of one holds to its end: groups get it again, `firstOffset` tells
   * where one stood, and what is older than the topic keeps records goes. Done again after a crash it
   * goes on where it was. Two processes must not rewrite one topic at a time. In a compacted topic
   * only the newest record of each key counts; what newer ones have replaced is gone from the
   * embedded log's files, and from Kafka with its next compaction.
   * @param change the new value, undefined where the record stays as it is; it may be asked twice.
   */
  rewrite(topic: string, change: Change): Promise<number>;
  close(): Promise<void>;
}

export type Change = (record: LogRecord) => string | undefined;

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** compact keeps the newest value of each key; delete trims what all groups have consumed and is old. */
  readonly cleanup: 'compact' | 'delete';
  /** How long consumed records (and consumed tombstones) are kept, in ms. The adapter has a default. */
  readonly retainMs?: number;
  /** The largest record, in bytes, where it may be larger than a broker takes by default (1 MiB). */
  readonly maxRecordBytes?: number;
}

export interface LogRecord {
  readonly key: string;
  /** null is a tombstone in a compacted topic. */
  readonly value: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StoredRecord extends LogRecord {
  /** Where the value is in UTF-8, if the log has it so: reading it there saves making a text of it. */
  readonly bytes?: Bytes | undefined;
  readonly partition: number;
  readonly offset: number;
  /** The offset that it was appended at, where a rewrite has moved it. */
  readonly firstOffset?: number;
  /** When it was appended, ms since the epoch. */
  readonly timestamp: number;
}

/** Some of a buffer's bytes. */
export interface Bytes {
  readonly buffer: Buffer;
  readonly start: number;
  /** Excluded. */
  readonly end: number;
}

/** Which records of a topic: all bounds given must hold. */
export interface ReadRange {
  readonly partition?: number;
  /** Offsets, from the first included to the last excluded. */
  readonly fromOffset?: number;
  readonly toOffset?: number;
  /** Times of appending in ms since the epoch, from the first included to the last excluded. */
  readonly fromTime?: number;
  readonly toTime?: number;
}

export interface Batch {
  readonly topic: string;
  /** In offset order within each partition; the batch may span partitions of its topic. */
  readonly records: Records;
}

/** Records one after the other; some logs make them anew each time. */
export interface Records extends Iterable<StoredRecord> {
  readonly length: number;
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Upper bound of records in a batch. */
  readonly maxRecords: number;
  /** Batches handled side by side, each of other partitions. Default 1. */
  readonly concurrency?: number;
  /**
   * The offsets of the batch are committed after the handler has resolved. When it rejects, nothing
   * is committed and the consumer stops: `Consumer.done` rejects with the handler's error. Only
   * when it rejects after the signal was aborted because the partitions go to another member, the
   * consumer goes on: whoever has them then gets the batch again.
   */
  readonly handler: (batch: Batch, context: HandlerContext) => Promise<void>;
}

export interface HandlerContext {
  /** Aborted when the consumer is stopped, or when the partitions of the batch are taken away. */
  readonly signal: AbortSignal;
  /** Keeps the group membership during long work. */
  readonly heartbeat: () => Promise<void>;
}

export interface Consumer {
  /** Lets the batch in hand finish and commit, then stops. */
  stop(): Promise<void>;
  /** Settles when the consumer has stopped; rejects where it stopped by an error. */
  readonly done: Promise<void>;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** The offset the next record will get. */
  readonly end: number;
  /** The next offset the group will read. */
  readonly committed: number;
}

/** Where a record was appended: the same wherever rewrites have moved it. */
export function firstOffsetOf({ firstOffset, offset }: StoredRecord): number {
  return firstOffset ?? offset;
}

/** How many records of the partitions a group has not committed. */
export function recordsBehind(lag: readonly PartitionLag[]): number {
  return lag.reduce((sum, { end, committed }) => sum + Math.max(0, end - committed), 0);
}

/** The log did not do what was asked; `retry` says whether trying again can help. */
export class LogError extends Error {
  readonly retry: boolean;
  /** Its file is not what was written: it must be replaced. */
  readonly damaged: boolean;
  constructor(message: string, options: { retry: boolean; damaged?: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'LogError';
    this.retry = options.retry;
    this.damaged = options.damaged === true;
  }
}
