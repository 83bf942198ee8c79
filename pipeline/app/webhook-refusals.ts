import type { RefusalStatus } from '../../schemas/status.ts';
import type { Runs } from './runs.ts';

/** Counts are kept so often at most, ms: whoever calls without a secret must not fill the topic. */
const KEEP_EVERY_MS = 5_000;

/** Counts the calls that a server refused, and keeps the counts now and then. */
export class WebhookRefusals {
  readonly #runs: Pick<Runs, 'refusalsOf' | 'keepRefusals'>;
  readonly #server: string;
  readonly #now: () => number;
  readonly #counts = new Map<string, RefusalStatus>();
  readonly #due = new Map<string, NodeJS.Timeout>();

  constructor(runs: Pick<Runs, 'refusalsOf' | 'keepRefusals'>, server: string, now: () => number) {
    this.#runs = runs;
    this.#server = server;
    this.#now = now;
  }

  add(connection: string, reason: string): void {
    const refused = (this.#counts.get(connection)?.refused ?? 0) + 1;
    this.#counts.set(connection, { refused, lastAt: this.#now(), reason });
    if (this.#due.has(connection)) return;
    const keep = (): void => void this.#keep(connection).catch(() => undefined);
    this.#due.set(connection, setTimeout(keep, KEEP_EVERY_MS).unref());
  }

  async close(): Promise<void> {
    for (const timer of this.#due.values()) clearTimeout(timer);
    const open = [...this.#counts.keys()].map((connection) => this.#keep(connection));
    await Promise.allSettled(open);
  }

  /** Adds what was counted since to what this server has kept before. */
  async #keep(connection: string): Promise<void> {
    this.#due.delete(connection);
    const count = this.#counts.get(connection);
    if (count === undefined) return;
    this.#counts.delete(connection);
    const before = await this.#runs.refusalsOf(connection, this.#server);
    const refused = (before?.refused ?? 0) + count.refused;
    await this.#runs.keepRefusals(connection, this.#server, { ...count, refused });
  }
}
