import type { KafkaMessage } from 'kafkajs';
import type { FetchedBatch } from './internals.ts';
import { RecordRun } from './record-run.ts';

/** A part of what was fetched: records beside each other, of which the first has a number. */
interface Stretch {
  readonly source: RecordRun | KafkaMessage;
  /** The place of its first record in its source. */
  readonly from: number;
  readonly start: number;
  /** The number after its last. */
  readonly end: number;
}

/** The messages that a fetch brought of a partition, from the offset on that was asked for. */
export class Messages {
  readonly #stretches: readonly Stretch[];
  readonly length: number;

  constructor(batch: FetchedBatch) {
    let start = 0;
    this.#stretches = batch.messages.map((source) => {
      const isRun = source instanceof RecordRun;
      const from = isRun ? source.firstFrom(Number(batch.fetchedOffset)) : 0;
      const stretch = { source, from, start, end: start + (isRun ? source.count : 1) - from };
      start = stretch.end;
      return stretch;
    });
    this.length = start;
  }

  /** Those with the numbers from the first included to the last excluded, each made anew. */
  *between(from: number, to: number): Generator<KafkaMessage> {
    for (const { source, from: first, start, end } of this.#stretches) {
      const last = Math.min(end, to);
      for (let n = Math.max(start, from); n < last; n++) {
        yield source instanceof RecordRun ? source.at(first + n - start) : source;
      }
    }
  }

  /** The offset of the message with a number. */
  offsetOf(number: number): number {
    const [message] = this.between(number, number + 1);
    return Number(message?.offset);
  }
}
