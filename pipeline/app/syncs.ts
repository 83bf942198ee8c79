import type { SyncAnswer } from '../../dashboards/api/read-side.ts';
import type { Runtime } from './runtime.ts';
import { startSyncThread, type SyncThread } from './threads.ts';
import type { SyncSummary } from './worker-messages.ts';

export interface SyncsOptions {
  readonly runtime: Runtime;
  readonly projectPath: string;
  readonly now: () => number;
  readonly onEnd?: (summary: SyncSummary) => void;
}

/** Runs connections, one run of each at a time, and keeps how they went. */
export class Syncs {
  readonly #options: SyncsOptions;
  /** Connections that are running, with their thread once it is started. */
  readonly #running = new Map<string, SyncThread | undefined>();

  constructor(options: SyncsOptions) {
    this.#options = options;
  }

  /** Starts a run and does not wait for it. */
  start(connection: string): SyncAnswer {
    if (this.#running.has(connection)) return 'running';
    if (!this.#options.runtime.project.connections.some(({ name }) => name === connection)) {
      return 'unknown';
    }
    this.run(connection).catch((error: unknown) => {
      this.#options.runtime.logger.error({ connection, err: error }, 'the sync crashed');
    });
    return 'started';
  }

  /** Runs a connection to its end. Failures of a stream are in the summary; a crash rejects. */
  async run(connection: string): Promise<SyncSummary> {
    const { runtime, projectPath, now, onEnd } = this.#options;
    if (this.#running.has(connection)) throw new Error(`${connection} is being synced already`);
    this.#running.set(connection, undefined);
    const streams = this.#streamsOf(connection);
    const startedAt = now();
    try {
      for (const stream of streams) {
        await runtime.runs.record({ connection, stream, state: 'running', startedAt });
      }
      const thread = startSyncThread(
        runtime,
        projectPath,
        connection,
        ({ stream, done, total, unit }) =>
          runtime.runs.progress(connection, stream, {
            done,
            unit,
            ...(total === undefined ? {} : { total }),
          }),
      );
      this.#running.set(connection, thread);
      const summary = await thread.result;
      await this.#keep(summary, startedAt);
      runtime.logger.info(summary, 'synced');
      onEnd?.(summary);
      return summary;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      for (const stream of streams) {
        await runtime.runs.record({ connection, stream, state: 'failed', startedAt, message });
      }
      throw error;
    } finally {
      this.#running.delete(connection);
    }
  }

  /** Ends all runs after their page in hand. */
  async stop(): Promise<void> {
    const running = [...this.#running.values()];
    for (const thread of running) thread?.cancel();
    await Promise.allSettled(running.flatMap((thread) => thread?.result ?? []));
  }

  get busy(): boolean {
    return this.#running.size > 0;
  }

  async #keep({ connection, streams }: SyncSummary, startedAt: number): Promise<void> {
    const { runtime, now } = this.#options;
    for (const { stream, state, error, mend } of streams) {
      await runtime.runs.record({
        connection,
        stream,
        state,
        startedAt,
        ...(state === 'succeeded' ? { lastSuccessAt: now() } : {}),
        ...(error === undefined
          ? {}
          : { message: mend === undefined ? error : `${error}. ${mend}` }),
      });
    }
  }

  #streamsOf(connection: string): readonly string[] {
    const setup = this.#options.runtime.project.connections.find(({ name }) => name === connection);
    return setup?.connector.streams(setup.config).map(({ name }) => name) ?? [];
  }
}
