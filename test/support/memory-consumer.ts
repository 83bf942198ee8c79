import type { ConsumeOptions, Consumer } from '../../pipeline/log/log.ts';
import type { MemoryLogStore } from './memory-log.ts';

/** One member of a group of the in-memory log: a loop per topic, without prefetching. */
export class MemoryConsumer implements Consumer {
  readonly done: Promise<void>;
  readonly #store: MemoryLogStore;
  readonly #options: ConsumeOptions;
  readonly #abort = new AbortController();

  constructor(store: MemoryLogStore, options: ConsumeOptions) {
    this.#store = store;
    this.#options = options;
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
    const loops = this.#options.topics.map((topic) => this.#runTopic(topic));
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
        const batch = this.#store.take(group, topic, member, maxRecords);
        if (batch === undefined) {
          await this.#store.changed();
          continue;
        }
        await handler(batch, { signal, heartbeat: () => Promise.resolve() });
        this.#store.commit(group, batch);
        this.#store.release(member);
      }
    } finally {
      this.#stopSoon();
      this.#store.leave(group, topic, member);
    }
  }
}
