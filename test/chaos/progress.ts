import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../pipeline/store/store.ts';
import type { Feeder } from './feeder.ts';

const LOOK_MS = 3_000;

/** Says what happens, with the time and what is appended and counted so far. */
export class Progress {
  readonly #started = performance.now();
  readonly #store: Store;
  readonly #feeder: () => Feeder | undefined;
  #counted = '0';
  readonly #stop = new AbortController();

  constructor(store: Store, feeder: () => Feeder | undefined) {
    this.#store = store;
    this.#feeder = feeder;
    void this.#watch();
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  readonly say = (text: string): void => {
    const appended = this.#feeder()?.messages ?? 0;
    console.log(
      `${this.seconds.toFixed(1).padStart(6)} s  ${text}  (appended ${appended}, counted ${this.#counted})`,
    );
  };

  stop(): void {
    this.#stop.abort();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.#counted = await this.#count(signal).catch(() => this.#counted);
    }
  }

  async #count(signal: AbortSignal): Promise<string> {
    const rows = await this.#store.query<{ n: string }>(
      `SELECT toString(sum(facts)) AS n FROM goal_daily FINAL WHERE goal = 'total/all' AND part = 'sale_entries'`,
      {},
      { signal },
    );
    return rows[0]?.n ?? '0';
  }
}
