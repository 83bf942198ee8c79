import type { Batch } from 'kafkajs';
import { LogError } from '../log.ts';
import type { KafkaLogger } from './client.ts';
import type { FetchedBatch } from './internals.ts';
import type { Reader } from './reader.ts';

interface BatchEvent {
  readonly topic: string;
  readonly partition: number;
  readonly batchSize: number;
  readonly lastOffset: string;
}

/**
 * Where the partitions of this assignment stand, to check that kafkajs goes on where it should. A
 * fetch may bring later records than were asked for (compaction, retention and transaction markers
 * leave gaps), and earlier ones are handled again, but nothing may be asked for after a gap.
 */
export class Positions {
  readonly #reader: Reader;
  readonly #logger: KafkaLogger | undefined;
  readonly #next = new Map<string, number>();

  constructor(reader: Reader, logger: KafkaLogger | undefined) {
    this.#reader = reader;
    this.#logger = logger;
  }

  set(key: string, next: number): void {
    this.#next.set(key, next);
  }

  clear(): void {
    this.#next.clear();
  }

  /** kafkajs passes fetches without records for us by itself. */
  skipEmpty({ topic, partition, batchSize, lastOffset }: BatchEvent): void {
    const key = `${topic} ${partition}`;
    if (batchSize === 0 && this.#next.has(key)) this.#next.set(key, Number(lastOffset) + 1);
  }

  /** Rejects with a LogError where records were passed over: a new consumer reads them. */
  async check(batch: Batch): Promise<void> {
    const { topic, partition } = batch;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kafkajs' own type leaves parts out
    const asked = Number((batch as FetchedBatch).fetchedOffset);
    const next = this.#next.get(`${topic} ${partition}`);
    if (next === undefined || asked <= next) return;
    const start = (await this.#reader.offsets(topic, [partition], 'start')).get(partition) ?? 0;
    const place = { topic, partition, from: next, to: asked };
    if (start < asked) {
      const message = `${topic}, partition ${partition}: ${next} to ${asked} were passed over`;
      throw new LogError(`${message}; consume again from what is committed`, { retry: true });
    }
    this.#logger?.warn(
      place,
      'records were removed, or moved to the end, before they were consumed',
    );
  }
}
