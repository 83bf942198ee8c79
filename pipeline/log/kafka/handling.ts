import { type ConsumeOptions, LogError } from '../log.ts';
import { CoordinatorGone } from './coordinator.ts';
import { membershipLost, toLogError } from './errors.ts';
import { batchOf, Gather, type Work } from './gather.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Membership } from './membership.ts';
import type { Payload } from './payload.ts';
import { recordReader } from './records.ts';
import { retried } from './retried.ts';
import type { Tuning } from './tuning.ts';
import { within } from '../../within.ts';

interface InHand {
  readonly work: Work;
  readonly abort: AbortController;
  readonly generation: number;
  /** The partitions go to another member. */
  lost: boolean;
  ended: Promise<void>;
}

interface Hooks {
  /** The port's name of a topic of the cluster. */
  readonly nameOf: (topic: string) => string;
  /** All of the partition before this offset has been taken: kafkajs goes on there. */
  readonly onTaken: (key: string, next: number) => void;
  readonly onFailed: (error: unknown) => void;
}

const COMMIT_RETRY_MS = [100, 500];

/** Gives payloads to the handler in batches, and commits each batch after it was handled. */
export class Handling {
  readonly #options: ConsumeOptions;
  readonly #tuning: Tuning;
  readonly #hooks: Hooks;
  readonly #membership: Membership;
  readonly #abandoned = Promise.withResolvers<void>();
  readonly #gather = new Gather();
  readonly #inHand = new Set<InHand>();
  readonly #heartbeat: Heartbeat;
  readonly #recordOf = recordReader();
  #generation = 0;
  #stopped = false;
  #scheduled = false;

  constructor(options: ConsumeOptions, tuning: Tuning, membership: Membership, hooks: Hooks) {
    this.#options = options;
    this.#tuning = tuning;
    this.#hooks = hooks;
    this.#membership = membership;
    this.#heartbeat = new Heartbeat(tuning, (error) => this.#lose(error));
  }

  /** Handles it when its turn comes, together with what arrives in this turn of the event loop. */
  async handle(payload: Payload): Promise<void> {
    this.#membership.check();
    if (this.#stopped) return this.#idle();
    this.#heartbeat.start(payload);
    void payload.ended.then(() => this.#heartbeat.end(payload));
    this.#gather.add(payload);
    if (!this.#scheduled) setImmediate(() => this.#startBatches());
    this.#scheduled = true;
    await payload.settled;
  }

  /** Ends what is in hand before the member joins anew. */
  async leaving(): Promise<void> {
    this.#lose(undefined);
    await this.#idle();
  }

  /** The member has joined anew: what it had before is not its own any more. */
  reassigned(): void {
    this.#generation += 1;
    this.#lose(undefined);
  }

  /** Lets what is in hand finish and commit, but not for longer than `stopMs`; gives up the rest. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#gather.drop();
    for (const { abort } of this.#inHand) abort.abort();
    const own = [...this.#inHand].filter(({ lost }) => !lost);
    await within(this.#tuning.stopMs, Promise.all(own.map(({ ended }) => ended)));
    this.#abandon();
  }

  #startBatches(): void {
    this.#scheduled = false;
    const { concurrency = 1, maxRecords } = this.#options;
    while (!this.#stopped && this.#inHand.size < concurrency) {
      const work = this.#gather.take(maxRecords, concurrency - this.#inHand.size);
      if (work === undefined) return;
      const abort = new AbortController();
      const ended = Promise.resolve();
      const hand = { work, abort, generation: this.#generation, lost: false, ended };
      this.#inHand.add(hand);
      for (const { payload, to } of work.parts) {
        if (payload.left === 0) this.#hooks.onTaken(payload.key, payload.offsetAfter(to));
      }
      hand.ended = this.#run(hand);
    }
  }

  async #run(hand: InHand): Promise<void> {
    try {
      await this.#options.handler(
        batchOf(hand.work, this.#hooks.nameOf(hand.work.topic), this.#recordOf),
        {
          signal: hand.abort.signal,
          heartbeat: () => this.#heartbeat.beat(),
        },
      );
      await this.#commit(hand);
    } catch (error) {
      this.#giveUp(hand, error);
    } finally {
      this.#inHand.delete(hand);
      this.#gather.release(hand.work);
      this.#startBatches();
    }
  }

  /** Commits, unless the partitions are no longer this member's. */
  async #commit({ work, generation }: InHand): Promise<void> {
    const { topic, parts } = work;
    const [first] = parts;
    if (first === undefined || generation !== this.#generation) return;
    const partitions = parts.map(({ payload, to }) => ({
      partition: payload.partition,
      offset: String(payload.offsetAfter(to)),
    }));
    try {
      await retried(COMMIT_RETRY_MS, membershipLost, () =>
        first.payload.commit([{ topic, partitions }]),
      );
    } catch (error) {
      this.#lose(membershipLost(error) ? error : new CoordinatorGone(error));
    }
  }

  #giveUp({ lost, work }: InHand, error: unknown): void {
    // A handler that was told to stop because the partitions are gone has not failed.
    if (lost) return;
    for (const { payload } of work.parts) payload.drop();
    this.#stopped = true;
    this.#hooks.onFailed(error);
  }

  /** Lets the member leave though handlers still work: what they do is not committed. */
  #abandon(): void {
    this.#generation += 1;
    this.#abandoned.resolve();
    const left = [...this.#inHand];
    const own = left.filter(({ lost }) => !lost).map(({ work }) => work);
    for (const hand of left) hand.lost = true;
    for (const { payload } of left.flatMap(({ work }) => work.parts)) payload.abandon();
    if (own.length > 0) this.#hooks.onFailed(new LogError(this.#leftOver(own), { retry: true }));
  }

  #leftOver(works: readonly Work[]): string {
    const parts = works.flatMap((work) => work.parts);
    const records = parts.reduce((sum, { from, to }) => sum + to - from, 0);
    const topics = new Set(works.map(({ topic }) => this.#hooks.nameOf(topic)));
    const seconds = this.#tuning.stopMs / 1_000;
    return `${records} records of ${[...topics].join(', ')} were not finished within ${seconds} s of the stop: they are not committed and are read again`;
  }

  /** Until nothing is in hand, or it is given up. */
  async #idle(): Promise<void> {
    const all = [...this.#inHand].map(({ ended }) => ended);
    await Promise.race([Promise.all(all), this.#abandoned.promise]);
  }

  /** Tells kafkajs, which joins anew and fetches again what has not been committed. */
  #lose(error: unknown): void {
    if (error !== undefined) this.#membership.lose(error);
    for (const hand of this.#inHand) {
      hand.lost = true;
      hand.abort.abort(error === undefined ? undefined : toLogError(error, 'stay in the group'));
      for (const { payload } of hand.work.parts) payload.drop(error);
    }
    this.#gather.drop(error);
  }
}
