import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../pipeline/log/log.ts';
import { messageKey, type Synthetic } from './synthetic.ts';

const EVERY_MS = 300;
const RETRY_MS = 200;
const MOST_PER_APPEND = 250;

/** Appends synthetic facts while the run lasts; what is acknowledged must be there at the end. */
export class Feeder {
  /** Messages the log has acknowledged, by `messageKey`. */
  readonly acknowledged = new Set<string>();
  messages = 0;
  /** Appends that were tried again. */
  retries = 0;
  #stopping = false;
  readonly #done: Promise<void>;

  constructor(log: Log, synthetic: Synthetic, size: () => number) {
    this.#done = this.#run(log, synthetic, () => Math.min(MOST_PER_APPEND, size()));
    this.#done.catch(() => undefined);
  }

  /** Resolves once the last append is acknowledged. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#done;
  }

  async #run(log: Log, synthetic: Synthetic, size: () => number): Promise<void> {
    while (!this.#stopping) {
      const records = synthetic.batch(size());
      await this.#append(() => log.append('facts.sale', records));
      for (const record of records) this.acknowledged.add(messageKey(record));
      this.messages += records.length;
      await sleep(EVERY_MS);
    }
  }

  async #append(attempt: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await attempt();
        return;
      } catch {
        this.retries += 1;
        await sleep(RETRY_MS);
      }
    }
  }
}
