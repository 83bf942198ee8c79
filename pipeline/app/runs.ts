import { z } from 'zod';
import type { Freshness } from '../../schemas/attainment.ts';
import type { Log } from '../log/log.ts';

const runSchema = z.object({
  connection: z.string(),
  stream: z.string(),
  state: z.enum(['succeeded', 'running', 'failed', 'cancelled']),
  startedAt: z.int(),
  lastSuccessAt: z.int().exactOptional(),
  message: z.string().exactOptional(),
  progress: z
    .object({ done: z.number(), total: z.number().exactOptional(), unit: z.string() })
    .exactOptional(),
});

export type Run = z.infer<typeof runSchema>;

/** The newest run of each stream, kept in the compacted topic `runs`. */
export class Runs {
  readonly #log: Log;
  readonly #newest: Map<string, Run>;
  readonly #schedules: Map<string, number>;

  private constructor(log: Log, newest: Map<string, Run>, schedules: Map<string, number>) {
    this.#log = log;
    this.#newest = newest;
    this.#schedules = schedules;
  }

  static async open(log: Log): Promise<Runs> {
    const newest = new Map<string, Run>();
    const schedules = new Map<string, number>();
    for (const [key, value] of await log.latestByKey('runs')) {
      const json: unknown = JSON.parse(value);
      const run = runSchema.safeParse(json);
      if (run.success) newest.set(key, interrupted(run.data));
      else if (typeof json === 'number') schedules.set(key, json);
    }
    return new Runs(log, newest, schedules);
  }

  /** Keeps a run's state. A failed or cancelled one keeps the time of the last success. */
  async record(run: Run): Promise<void> {
    const key = `${run.connection}/${run.stream}`;
    const before = this.#newest.get(key)?.lastSuccessAt;
    const kept =
      before === undefined || run.lastSuccessAt !== undefined
        ? run
        : { ...run, lastSuccessAt: before };
    this.#newest.set(key, kept);
    await this.#log.append('runs', [{ key, value: JSON.stringify(kept) }]);
  }

  /** Progress of a running stream; not kept beyond this process. */
  progress(connection: string, stream: string, progress: NonNullable<Run['progress']>): void {
    const key = `${connection}/${stream}`;
    const run = this.#newest.get(key);
    if (run !== undefined) this.#newest.set(key, { ...run, progress });
  }

  /** Up to when a connection's schedule has been carried out, ms since the epoch. */
  watermark(connection: string): number | undefined {
    return this.#schedules.get(`schedule/${connection}`);
  }

  async setWatermark(connection: string, at: number): Promise<void> {
    const key = `schedule/${connection}`;
    this.#schedules.set(key, at);
    await this.#log.append('runs', [{ key, value: JSON.stringify(at) }]);
  }

  /** How fresh each configured stream is. */
  freshness(streams: readonly { connection: string; stream: string }[]): readonly Freshness[] {
    return streams.map(({ connection, stream }) => {
      const run = this.#newest.get(`${connection}/${stream}`);
      if (run === undefined) return { connection, stream, state: 'never' };
      const { lastSuccessAt, message, progress } = run;
      return {
        connection,
        stream,
        state: run.state === 'cancelled' ? 'failed' : run.state,
        ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
        ...(message === undefined ? {} : { message }),
        ...(progress === undefined || run.state !== 'running' ? {} : { progress }),
      };
    });
  }
}

/** A run that was under way when the process ended. */
function interrupted(run: Run): Run {
  return run.state === 'running'
    ? {
        ...run,
        state: 'cancelled',
        message: 'was interrupted; the next sync goes on where it stood',
      }
    : run;
}
