import type { ConsumeOptions, Consumer } from '../../pipeline/log/log.ts';
import { Slots } from '../../pipeline/log/embedded/slots.ts';
import type { MemoryLogStore } from './memory-log.ts';

/**
 * Members of a group of the in-memory log, as many as batches may be handled at once: a loop per
 * member and topic, without prefetching.
 */
export class MemoryConsumer implements Consumer {
  readonly done: Promise<void>;
  readonly #store: MemoryLogStore;
  readonly #options: ConsumeOptions;
  readonly #slots: Slots;
  readonly #abort = new AbortController();

  constructor(store: MemoryLogStore, options: ConsumeOptions) {
    this.#store = store;
    this.#options = options;
    this.#slots = new Slots(options.concurrency ?? 1);
    this.done = this.#run();
    this.done.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopSoon();
    await this.done.catch(() => undefined);
  }

  #stopSoon(): void {
    this.#abort.abort();
    this.#store.wake();
  }

  async #run(): Promise<void> {
    const { topics, concurrency = 1 } = this.#options;
    const loops = Array.from({ length: concurrency }).flatMap(() =>
      topics.map((topic) => this.#runTopic(topic)),
    );
    const results = await Promise.allSettled(loops);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #runTopic(topic: string): Promise<void> {
    const { group, maxRecords, handler } = this.#options;
    const { signal } = this.#abort;
    const member = {};
    this.#store.join(group, topic, member);
    try {
      while (!signal.aborted) {
        const changed = this.#store.changed();
        const batch = this.#store.take(group, topic, member, maxRecords);
        if (batch === undefined) {
          await changed;
          continue;
        }
        await this.#slots.run(async () => {
          if (signal.aborted) return;
          await handler(batch, { signal, heartbeat: () => Promise.resolve() });
          this.#store.commit(group, batch);
        });
        this.#store.release(member);
      }
    } finally {
      this.#stopSoon();
      this.#store.leave(group, topic, member);
    }
  }
}
