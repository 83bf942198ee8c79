import type { SyncCommand } from '../../schemas/log-messages.ts';
import { INDEX_FIX, isIndexDamage } from '../sync/index-damage.ts';
import { streamsOf } from './streams.ts';
import { RUN_HEARTBEAT_MS } from './runs.ts';
import { outcomeOf } from './sync-outcome.ts';
import type { Runtime } from './runtime.ts';
import { startSyncThread } from './threads.ts';
import type { StreamSummary, SyncSummary } from './worker-messages.ts';

export interface SyncsOptions {
  readonly runtime: Runtime;
  readonly projectPath: string;
  readonly now: () => number;
  readonly onEnd?: (summary: SyncSummary) => void;
}

/** Runs connections in threads and keeps how they went. One run of each at a time is the caller's to hold. */
export class Syncs {
  readonly #options: SyncsOptions;
  readonly #running = new Set<string>();
  #begun = false;

  constructor(options: SyncsOptions) {
    this.#options = options;
  }

  /** Whether this process has ever begun to pull something: a look now and then may miss a short run. */
  get begun(): boolean {
    return this.#begun;
  }

  /** True while something is being pulled by this process. */
  get busy(): boolean {
    return this.#running.size > 0;
  }

  /**
   * Runs a connection to its end, or to the end of the page in hand once the signal is aborted.
   * What failed is in the summary and in the runs.
   */
  async run(
    connection: string,
    commands: readonly SyncCommand[],
    signal: AbortSignal,
  ): Promise<SyncSummary> {
    const { runtime, now, onEnd } = this.#options;
    const head = { connection, startedAt: now(), commands: commands.map(({ id }) => id) };
    const streams = streamNames(runtime, connection);
    const beat = setInterval(() => void this.#beat(head, streams), RUN_HEARTBEAT_MS);
    this.#running.add(connection);
    this.#begun = true;
    try {
      await this.#beat(head, streams);
      const summary = await this.#pull(connection, commands, signal).finally(() =>
        clearInterval(beat),
      );
      for (const stream of summary.streams) await this.#keep(head, stream);
      const { level, words } = outcomeOf(summary);
      runtime.logger[level](summary, words);
      onEnd?.(summary);
      return summary;
    } finally {
      clearInterval(beat);
      this.#running.delete(connection);
    }
  }

  /** A sync whose thread crashed is one whose streams all failed. */
  async #pull(
    connection: string,
    commands: readonly SyncCommand[],
    signal: AbortSignal,
  ): Promise<SyncSummary> {
    const { runtime, projectPath } = this.#options;
    const traceparent = commands.find((command) => command.traceparent)?.traceparent;
    const newIndex = commands.some((command) => command.newIndex === true);
    const acceptShrink = commands.some((command) => command.acceptShrink === true);
    const thread = startSyncThread(
      runtime,
      {
        projectPath,
        connection,
        newIndex,
        acceptShrink,
        ...(traceparent === undefined ? {} : { traceparent }),
      },
      ({ stream, done, total, unit }) => {
        const progress = { done, unit, ...(total === undefined ? {} : { total }) };
        runtime.runs.progress({ connection, stream }, progress);
      },
    );
    const cancel = (): void => thread.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      return await thread.result;
    } catch (error) {
      runtime.logger.error({ connection, err: error }, 'the sync crashed');
      const mend = isIndexDamage(error) ? { mend: INDEX_FIX } : {};
      const failed = { state: 'failed' as const, error: String(error), ...mend };
      const streams = streamNames(runtime, connection);
      return { connection, streams: streams.map((stream) => ({ stream, ...failed })) };
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  async #beat(head: RunHead, streams: readonly string[]): Promise<void> {
    const { runs, logger } = this.#options.runtime;
    for (const stream of streams) {
      await runs.record({ ...head, stream, state: 'running' }).catch((error: unknown) => {
        logger.warn({ err: error, ...head, stream }, 'the state of a run could not be kept');
      });
    }
  }

  async #keep(head: RunHead, summary: StreamSummary): Promise<void> {
    const { runtime, now } = this.#options;
    const { stream, state, error, mend, counts, rejects, standing, warnings } = summary;
    const message = mend === undefined ? error : `${error?.replace(/\.$/, '')}. ${mend}`;
    await runtime.runs.record({
      ...head,
      stream,
      state,
      ...(state === 'succeeded' ? { lastSuccessAt: now() } : {}),
      ...(state === 'succeeded' || state === 'partial' ? { lastReadAt: now() } : {}),
      ...(message === undefined ? {} : { message }),
      ...(counts === undefined ? {} : { counts }),
      ...(rejects === undefined ? {} : { rejects: [...rejects] }),
      ...(standing === undefined ? {} : { standing }),
      ...(warnings === undefined ? {} : { warnings: [...warnings] }),
    });
  }
}

interface RunHead {
  readonly connection: string;
  readonly startedAt: number;
  readonly commands: string[];
}

function streamNames({ project }: Runtime, connection: string): readonly string[] {
  return streamsOf(project, connection).map(({ stream }) => stream);
}
