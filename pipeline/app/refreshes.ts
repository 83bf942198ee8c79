import { setTimeout as sleep } from 'node:timers/promises';
import { factHeaders, rejectMessage } from '../sync/encode.ts';
import type { RefreshCommand } from '../../schemas/log-messages.ts';
import { InterruptedError, refreshAll, type LostKey } from './refresh-attempts.ts';
import type { Runtime } from './runtime.ts';
import { startRefreshThread, type RefreshThread } from './threads.ts';
import { WebhookTally } from './webhook-tally.ts';
import type { SyncSummary } from './worker-messages.ts';

/** A connection's thread ends after this long without an order, ms. */
const IDLE_MS = 60_000;

/**
 * Refreshes of a connection begin at most so often, ms: when many calls come, those that come
 * meanwhile are taken together; a single one doesn't wait.
 */
const PACE_MS = 40;

interface Warm {
  readonly thread: RefreshThread;
  /** When its last order was given, on the machine's own clock. */
  startedAt: number;
  idle: NodeJS.Timeout | undefined;
}

export interface RefreshesOptions {
  readonly runtime: Pick<Runtime, 'log' | 'logger' | 'project' | 'runs' | 'shareLog'>;
  readonly projectPath: string;
  readonly now: () => number;
}

/** Reads what webhooks named again, in one thread for each connection that is called about. */
export class Refreshes {
  readonly #options: RefreshesOptions;
  readonly #warm = new Map<string, Warm>();
  readonly #tally: WebhookTally;

  constructor(options: RefreshesOptions) {
    this.#options = options;
    this.#tally = new WebhookTally(options.runtime.runs, options.now);
  }

  /**
   * Reads again what the commands name, each thing once. What can't be read becomes a dead letter.
   * @throws InterruptedError
   */
  async run(
    connection: string,
    commands: readonly RefreshCommand[],
    signal: AbortSignal,
  ): Promise<void> {
    const keys = [...new Set(commands.flatMap((command) => command.keys))];
    const traceparent = commands.find((command) => command.traceparent)?.traceparent;
    const order = traceparent === undefined ? {} : { traceparent };
    const lost = await refreshAll(
      keys,
      (some) => this.#attempt(connection, { keys: some, ...order }, signal),
      signal,
    );
    if (lost.length > 0) await this.#bury(connection, lost);
    await this.#tally.add(connection, commands, lost);
  }

  /** Ends the connection's thread: a sync is about to have its index. */
  async end(connection: string): Promise<void> {
    const warm = this.#warm.get(connection);
    this.#warm.delete(connection);
    clearTimeout(warm?.idle);
    await warm?.thread.end();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#warm.keys()].map((connection) => this.end(connection)));
    await this.#tally.close();
  }

  async #attempt(
    connection: string,
    order: { readonly keys: readonly string[]; readonly traceparent?: string },
    signal: AbortSignal,
  ): Promise<SyncSummary> {
    const warm = this.#threadOf(connection);
    const { thread } = warm;
    const cancel = (): void => thread.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const early = warm.startedAt + PACE_MS - performance.now();
      if (early > 0) await sleep(early);
      warm.startedAt = performance.now();
      if (signal.aborted) throw new InterruptedError(`${connection} is being stopped`);
      return await thread.run(order);
    } catch (error) {
      await this.end(connection);
      if (error instanceof InterruptedError) throw error;
      return this.#crashed(connection, error);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #threadOf(connection: string): Warm {
    const { runtime, projectPath } = this.#options;
    const known = this.#warm.get(connection);
    const warm = known ?? {
      thread: startRefreshThread(runtime, { projectPath, connection }),
      startedAt: -Infinity,
      idle: undefined,
    };
    clearTimeout(warm.idle);
    warm.idle = setTimeout(() => void this.end(connection), IDLE_MS).unref();
    this.#warm.set(connection, warm);
    return warm;
  }

  #crashed(connection: string, error: unknown): SyncSummary {
    this.#options.runtime.logger.error({ connection, err: error }, 'a refresh crashed');
    const failed = { state: 'failed' as const, error: String(error), retry: true };
    return { connection, streams: [{ stream: 'webhooks', ...failed }] };
  }

  async #bury(connection: string, lost: readonly LostKey[]): Promise<void> {
    const { runtime, now } = this.#options;
    runtime.logger.error({ connection, lost: lost.length }, 'things could not be read again');
    const letters = lost.map(({ key, stream, reason }) =>
      rejectMessage(
        { place: key, reason: `could not be read again: ${reason}`, raw: '' },
        {
          source: connection,
          stream: { name: stream, fact: 'sale' },
          observedAt: now(),
          headers: factHeaders('sale'),
        },
      ),
    );
    await runtime.log.append('dead-letters', letters);
  }
}
