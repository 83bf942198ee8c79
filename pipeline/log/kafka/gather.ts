import type { Batch, Records, StoredRecord } from '../log.ts';
import type { Payload } from './payload.ts';
import type { RecordReader } from './records.ts';

/** Messages of one topic for one call of the handler: of each payload a stretch. */
export interface Work {
  readonly topic: string;
  readonly parts: readonly WorkPart[];
}

export interface WorkPart {
  readonly payload: Payload;
  readonly from: number;
  readonly to: number;
}

/** The payloads that wait to be handled. Makes batches that span partitions of a topic. */
export class Gather {
  readonly #payloads = new Map<string, Payload[]>();
  readonly #busy = new Set<string>();

  add(payload: Payload): void {
    const list = this.#payloads.get(payload.topic);
    if (list === undefined) this.#payloads.set(payload.topic, [payload]);
    else list.push(payload);
  }

  /**
   * The next batch, of partitions that are in no other batch. Topics take turns.
   * @param lanes how many batches may be begun now: what is much is shared out among them.
   */
  take(maxRecords: number, lanes: number): Work | undefined {
    for (const [topic, payloads] of this.#payloads) {
      const parts = this.#takeFrom(payloads, this.#share(payloads, maxRecords, lanes));
      if (parts.length === 0) continue;
      this.#payloads.delete(topic);
      const rest = payloads.filter((payload) => payload.left > 0);
      if (rest.length > 0) this.#payloads.set(topic, rest);
      return { topic, parts };
    }
    return undefined;
  }

  /** Ends a batch: its partitions may be in the next one. */
  release({ parts }: Work): void {
    for (const { payload } of parts) {
      this.#busy.delete(payload.key);
      payload.release();
    }
  }

  /** Gives up all that waits. */
  drop(error?: unknown): void {
    const all = [...this.#payloads.values()].flat();
    this.#payloads.clear();
    for (const payload of all) payload.drop(error);
  }

  #share(payloads: readonly Payload[], maxRecords: number, lanes: number): number {
    const free = payloads.filter(({ key }) => !this.#busy.has(key));
    const records = free.reduce((sum, { left }) => sum + left, 0);
    if (records <= maxRecords / 2) return maxRecords;
    return Math.min(maxRecords, Math.ceil(records / lanes));
  }

  #takeFrom(payloads: readonly Payload[], maxRecords: number): WorkPart[] {
    const parts: WorkPart[] = [];
    let room = maxRecords;
    for (const payload of payloads) {
      if (room === 0) break;
      if (this.#busy.has(payload.key)) continue;
      const { from, to } = payload.take(room);
      room -= to - from;
      this.#busy.add(payload.key);
      parts.push({ payload, from, to });
    }
    return parts;
  }
}

/** The handler's batch of a piece of work. */
export function batchOf({ parts }: Work, topic: string, recordOf: RecordReader): Batch {
  return { topic, records: new WorkRecords(parts, recordOf) };
}

/** Made one by one when they are asked for: as objects those of a large batch would fill the heap. */
class WorkRecords implements Records {
  readonly length: number;
  readonly #parts: readonly WorkPart[];
  readonly #recordOf: RecordReader;

  constructor(parts: readonly WorkPart[], recordOf: RecordReader) {
    this.#parts = parts;
    this.#recordOf = recordOf;
    this.length = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  *[Symbol.iterator](): Generator<StoredRecord> {
    for (const { payload, from, to } of this.#parts) {
      for (const message of payload.messages.between(from, to)) {
        yield this.#recordOf(message, payload.partition);
      }
    }
  }
}
