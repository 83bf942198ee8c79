import type { EachBatchPayload } from 'kafkajs';
import type { FetchedBatch } from './internals.ts';
import { offsetAfter } from './internals.ts';
import { Messages } from './messages.ts';

/**
 * What one fetch brought of one partition. kafkajs waits for `settled` and then fetches what comes
 * next: that is when all of it has been taken, so that the next batches are there when these end.
 */
export class Payload {
  readonly topic: string;
  readonly partition: number;
  readonly messages: Messages;
  readonly settled: Promise<void>;
  /** Resolves when nobody works on it any more. */
  readonly ended: Promise<void>;
  readonly #kafka: EachBatchPayload;
  readonly #after: number;
  readonly #settle = Promise.withResolvers<void>();
  readonly #end = Promise.withResolvers<void>();
  #taken = 0;
  #inHand = 0;
  #dropped: { readonly error: unknown } | undefined;

  constructor(kafka: EachBatchPayload) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kafkajs' own type leaves parts out
    const batch = kafka.batch as FetchedBatch;
    this.#kafka = kafka;
    this.topic = batch.topic;
    this.partition = batch.partition;
    this.messages = new Messages(batch);
    this.#after = Math.max(offsetAfter(batch) ?? 0, Number(batch.lastOffset()) + 1);
    this.settled = this.#settle.promise;
    this.settled.catch(() => undefined);
    this.ended = this.#end.promise;
  }

  get key(): string {
    return `${this.topic} ${this.partition}`;
  }

  /** How many of its messages nobody has taken. */
  get left(): number {
    return this.messages.length - this.#taken;
  }

  /** Takes messages into a batch: from this index on, up to and without the other. */
  take(most: number): { from: number; to: number } {
    const from = this.#taken;
    this.#taken += Math.min(most, this.left);
    this.#inHand += 1;
    if (this.left === 0) {
      this.#kafka.resolveOffset(String(this.#after - 1));
      this.#settle.resolve();
    }
    return { from, to: this.#taken };
  }

  /** The offset to commit after the messages before an index. */
  offsetAfter(to: number): number {
    return to === this.messages.length ? this.#after : this.messages.offsetOf(to);
  }

  heartbeat(): Promise<void> {
    return this.#kafka.heartbeat();
  }

  commit(topics: Offsets): Promise<void> {
    return this.#kafka.commitOffsetsIfNecessary({ topics });
  }

  /** Ends what `take` began. */
  release(): void {
    this.#inHand -= 1;
    this.#settleWhenIdle();
  }

  /** Gives up what has not been taken; with an error kafkajs is told why. */
  drop(error?: unknown): void {
    this.#dropped ??= { error };
    this.#taken = this.messages.length;
    this.#settleWhenIdle();
  }

  /** Does not wait for those that have taken something of it. */
  abandon(): void {
    this.drop();
    this.#settle.resolve();
    this.#end.resolve();
  }

  #settleWhenIdle(): void {
    if (this.#inHand > 0 || this.left > 0) return;
    this.#end.resolve();
    if (this.#dropped?.error === undefined) this.#settle.resolve();
    else this.#settle.reject(this.#dropped.error);
  }
}

type Offsets = {
  topic: string;
  partitions: { partition: number; offset: string }[];
}[];
