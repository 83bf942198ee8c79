import type { MessagePort } from 'node:worker_threads';
import type { PartitionLag, TopicSpec } from '../log.ts';

type Headers = string | readonly (string | null)[];

/** The headers' text of one record. */
export function headersAt(headers: Headers | undefined, index: number): string | null {
  return typeof headers === 'string' ? headers : (headers?.[index] ?? null);
}

/** One text where all are the same, which saves sending it once a record; undefined where all are null. */
export function packHeaders(texts: readonly (string | null)[]): Headers | undefined {
  const [first = null] = texts;
  return texts.every((text) => text === first) ? (first ?? undefined) : texts;
}

/** Records as columns, which cross threads at a fraction of the cost of one object per record. */
export interface Columns {
  readonly keys: string[];
  readonly values: (string | null)[];
  /** JSON text per record, or one for all; absent when no record has headers. */
  readonly headers?: Headers;
}

/** A record and the value that it is to have. */
export interface NewValue {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

/** The records of one partition within a fetched batch, and the offset to commit after them. */
export interface FetchedRange {
  readonly partition: number;
  readonly count: number;
  readonly next: number;
}

export interface Fetched extends Columns {
  readonly ranges: readonly FetchedRange[];
  readonly offsets: Float64Array;
  readonly timestamps: Float64Array;
  /** The piece was full: there may be more to read at once. */
  readonly more: boolean;
}

/** What a partition holds: its first record's offset, and the offset the next one will get. */
export interface Bounds {
  readonly partition: number;
  readonly first: number;
  readonly end: number;
}

/** What a client can ask of the log's thread: argument and answer of each operation. */
interface Operations {
  createTopics: { args: { topics: readonly TopicSpec[] }; answer: void };
  append: { args: { topic: string } & Columns; answer: void };
  join: { args: { group: string; topics: readonly string[] }; answer: number };
  /**
   * The next piece of at most `max` records for one of the lanes in which a member handles batches
   * side by side. Undefined where there is none: at once without `wait`, with it once the member was
   * quiesced.
   */
  fetch: {
    args: { member: number; lane: number; topic: string; max: number; wait: boolean };
    answer: Fetched | undefined;
  };
  commit: {
    args: { member: number; topic: string; ranges: readonly FetchedRange[] };
    answer: void;
  };
  /** Ends the member's waiting fetches; it keeps its partitions until it leaves. */
  quiesce: { args: { member: number }; answer: void };
  leave: { args: { member: number }; answer: void };
  bounds: { args: { topic: string }; answer: readonly Bounds[] };
  /**
   * A piece of one partition between offsets and times of appending (ms), the first included, the
   * last not; its range says where to go on. It may be empty although more follows.
   */
  read: {
    args: {
      topic: string;
      partition: number;
      from: number;
      to: number;
      fromTime: number;
      toTime: number;
    };
    answer: Fetched;
  };
  /** Records that are gone by now are left out. What was replaced, before too, leaves the files. */
  rewrite: { args: { topic: string; changes: readonly NewValue[] }; answer: void };
  latest: { args: { topic: string }; answer: Columns };
  lag: { args: { group: string; topics: readonly string[] }; answer: readonly PartitionLag[] };
  trim: { args: object; answer: number };
}

export type Operation = keyof Operations;
export type Args<O extends Operation> = Operations[O]['args'];
export type Answer<O extends Operation> = Operations[O]['answer'];

export interface RequestMessage<O extends Operation = Operation> {
  readonly id: number;
  readonly op: O;
  readonly args: Args<O>;
}

export type ReplyMessage =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: ErrorMessage };

export interface ErrorMessage {
  readonly message: string;
  readonly retry: boolean;
  readonly damaged: boolean;
}

/** Between the thread that opened the log and the log's own thread. */
export type ControlMessage =
  | { readonly connect: MessagePort }
  | { readonly close: true }
  /** What was lost is made good. */
  | { readonly trust: true };
export type ReadyMessage =
  | { readonly ready: true; readonly torn: boolean }
  | { readonly failed: ErrorMessage };

export interface WorkerOptions {
  readonly path: string;
  readonly retainMs: number;
}
