import { setTimeout as sleep } from 'node:timers/promises';
import { requestSync } from '../../pipeline/app/commands.ts';
import { Runs } from '../../pipeline/app/runs.ts';
import type { Log } from '../../pipeline/log/log.ts';

const LOOK_MS = 2_000;
const STREAM = { connection: 'retail', stream: 'sale' };

/** Asks for syncs of the UCI file, and again where one failed, as a schedule would. */
export class Pulls {
  asked = 0;
  failed = 0;
  readonly #log: Log;
  readonly #runs: Runs;
  #waitsFor: string | undefined;
  #stopping = false;
  readonly #done: Promise<void>;

  constructor(log: Log) {
    this.#log = log;
    this.#runs = new Runs(log, Date.now);
    this.#done = this.#watch();
  }

  /** Asks for a sync; resolves once the wish is durable. */
  async ask(): Promise<void> {
    for (;;) {
      try {
        const { id } = await requestSync(this.#log, STREAM.connection, { at: Date.now() });
        this.#waitsFor = id;
        this.asked += 1;
        return;
      } catch {
        await sleep(LOOK_MS);
      }
    }
  }

  /** True where every sync that was asked for has succeeded. */
  get complete(): boolean {
    return this.#waitsFor === undefined;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#done;
  }

  async #watch(): Promise<void> {
    while (!this.#stopping) {
      await sleep(LOOK_MS);
      const waitsFor = this.#waitsFor;
      if (waitsFor === undefined) continue;
      const run = await this.#runs.newest(STREAM).catch(() => undefined);
      if (run === undefined || !run.commands.includes(waitsFor)) continue;
      if (run.state === 'succeeded') this.#waitsFor = undefined;
      if (run.state !== 'failed') continue;
      this.failed += 1;
      await this.ask();
    }
  }
}
