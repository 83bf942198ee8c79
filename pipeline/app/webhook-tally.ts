import type { RefreshCommand } from '../../schemas/log-messages.ts';
import type { WebhookStatus } from '../../schemas/status.ts';
import type { LostKey } from './refresh-attempts.ts';
import type { Runs } from './runs.ts';

/** How often the tally of a connection is kept, ms: webhooks come faster than a topic should grow. */
const KEEP_EVERY_MS = 5_000;

type Kept = Pick<Runs, 'webhooksOf' | 'keepWebhooks'>;

/** Counts what webhooks did, and keeps it now and then, and at once where something failed. */
export class WebhookTally {
  readonly #runs: Kept;
  readonly #now: () => number;
  readonly #tallies = new Map<string, WebhookStatus>();
  readonly #keptAt = new Map<string, number>();

  constructor(runs: Kept, now: () => number) {
    this.#runs = runs;
    this.#now = now;
  }

  /** Adds a batch of them, and what of it could not be done. */
  async add(
    connection: string,
    commands: readonly RefreshCommand[],
    lost: readonly LostKey[],
  ): Promise<void> {
    const before = this.#tallies.get(connection) ?? (await this.#runs.webhooksOf([connection]))[0];
    const [first] = lost;
    const tally: WebhookStatus = {
      ...(before ?? { connection, events: 0, failed: 0, lastAt: 0 }),
      ...(first === undefined ? {} : { lastFailureAt: this.#now(), message: first.reason }),
    };
    tally.events += commands.length;
    tally.failed += new Set(lost.map(({ key }) => key)).size;
    for (const { at } of commands) tally.lastAt = Math.max(tally.lastAt, at);
    this.#tallies.set(connection, tally);
    const due = this.#now() - (this.#keptAt.get(connection) ?? 0) >= KEEP_EVERY_MS;
    if (due || first !== undefined) await this.#keep(tally);
  }

  /** Keeps what was not kept yet. */
  async close(): Promise<void> {
    for (const tally of this.#tallies.values()) await this.#keep(tally).catch(() => undefined);
    this.#tallies.clear();
  }

  async #keep(tally: WebhookStatus): Promise<void> {
    this.#keptAt.set(tally.connection, this.#now());
    await this.#runs.keepWebhooks(tally);
  }
}
