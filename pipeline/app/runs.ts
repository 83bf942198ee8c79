import { z } from 'zod';
import { countsSchema, type Freshness } from '../../schemas/attainment.ts';
import {
  refusalStatusSchema,
  webhookStatusSchema,
  type RefusalStatus,
  type WebhookStatus,
} from '../../schemas/status.ts';
import { jsonOf } from '../log/json-value.ts';
import type { Log } from '../log/log.ts';
import { redacted } from '../redaction.ts';
import { AHEAD_MS } from '../sync/schedule.ts';

/** A running sync says so at least this often, ms. */
export const RUN_HEARTBEAT_MS = 5_000;
/** So many ids of commands that earlier runs answered are kept, for who looks only now and then. */
const EARLIER_COMMANDS = 50;
/** After this long without a word a running sync is taken for dead, ms. */
const SILENCE_MS = 6 * RUN_HEARTBEAT_MS;

const runSchema = z.object({
  connection: z.string(),
  stream: z.string(),
  state: z.enum(['succeeded', 'running', 'partial', 'failed', 'cancelled']),
  startedAt: z.int(),
  /** When this was written, ms since the epoch. */
  at: z.int().default(0),
  /** Ids of the commands it answers, then of the last ones that runs before it answered. */
  commands: z.array(z.string()).default([]),
  lastSuccessAt: z.int().exactOptional(),
  /** When it was last read to its end, with or without records that could not be taken. */
  lastReadAt: z.int().exactOptional(),
  message: z.string().exactOptional(),
  progress: z
    .object({ done: z.number(), total: z.number().exactOptional(), unit: z.string() })
    .exactOptional(),
  counts: countsSchema.exactOptional(),
  rejects: z.array(z.object({ place: z.string(), reason: z.string() })).exactOptional(),
  standing: z.int().exactOptional(),
  warnings: z.array(z.string()).exactOptional(),
});

export type Run = z.infer<typeof runSchema>;

interface StreamName {
  readonly connection: string;
  readonly stream: string;
}

/**
 * The newest run of each stream and how far each schedule has been carried out, in the compacted
 * topic `runs`: every process sees them, and the worker that runs a connection writes them.
 */
export class Runs {
  readonly #log: Log;
  readonly #now: () => number;
  /** Progress of the runs of this process, newer than what the topic says. */
  readonly #progress = new Map<string, NonNullable<Run['progress']>>();

  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** Keeps a run's state. Where it was no success, the time of the last one stays. */
  async record(run: Omit<Run, 'at'>): Promise<void> {
    const key = keyOf(run);
    const before = await this.newest(run);
    const progress = this.#progress.get(key);
    if (run.state !== 'running') this.#progress.delete(key);
    const kept: Run = {
      ...(before?.lastSuccessAt === undefined ? {} : { lastSuccessAt: before.lastSuccessAt }),
      ...(before?.lastReadAt === undefined ? {} : { lastReadAt: before.lastReadAt }),
      ...(run.state === 'running' && progress !== undefined ? { progress } : {}),
      ...run,
      commands: withEarlier(run.commands, before?.commands ?? []),
      at: this.#now(),
    };
    await this.#log.append('runs', [{ key, value: JSON.stringify(redacted(kept)) }]);
  }

  /** Progress of a running stream of this process; kept with its next record. */
  progress(of: StreamName, progress: NonNullable<Run['progress']>): void {
    this.#progress.set(keyOf(of), progress);
  }

  async newest(of: StreamName): Promise<Run | undefined> {
    return readRun((await this.#log.latestByKey('runs')).get(keyOf(of)), this.#now());
  }

  /** The newest runs of some streams, in their order. */
  async newestOf(streams: readonly StreamName[]): Promise<readonly (Run | undefined)[]> {
    const latest = await this.#log.latestByKey('runs');
    return streams.map((stream) => readRun(latest.get(keyOf(stream)), this.#now()));
  }

  /**
   * Up to when a connection's schedule has been carried out, ms since the epoch. A time that lies
   * ahead is none: it would keep the schedule still until then.
   */
  async watermark(connection: string): Promise<number | undefined> {
    const latest = await this.#log.latestByKey('runs');
    const text = latest.get(scheduleKey(connection)) ?? latest.get(`schedule/${connection}`);
    if (text === undefined || !WATERMARK.test(text)) return undefined;
    return isAhead(Number(text), this.#now()) ? undefined : Number(text);
  }

  async setWatermark(connection: string, at: number): Promise<void> {
    await this.#log.append('runs', [{ key: scheduleKey(connection), value: String(at) }]);
  }

  /**
   * What webhooks of some connections have done, with the calls that all servers refused; without
   * those that none came for.
   */
  async webhooksOf(connections: readonly string[]): Promise<readonly WebhookStatus[]> {
    const latest = await this.#log.latestByKey('runs');
    return connections.flatMap((name): readonly WebhookStatus[] => {
      const text = latest.get(webhooksKey(name)) ?? latest.get(`webhooks/${name}`);
      const kept = webhookStatusSchema.safeParse(jsonOf(text ?? null)).data;
      const refusals = [...latest].flatMap(([key, value]) =>
        key.startsWith(refusalsKey(name, '')) ? (readRefusals(value) ?? []) : [],
      );
      const last = refusals.toSorted((a, b) => b.lastAt - a.lastAt).at(0);
      if (last === undefined) return kept === undefined ? [] : [kept];
      const { lastAt, reason } = last;
      const refused = refusals.reduce((sum, each) => sum + each.refused, 0);
      const none = { connection: name, events: 0, failed: 0, lastAt: 0 };
      return [{ ...(kept ?? none), refused, lastRefusal: { lastAt, reason } }];
    });
  }

  async keepWebhooks(status: WebhookStatus): Promise<void> {
    const key = webhooksKey(status.connection);
    await this.#log.append('runs', [{ key, value: JSON.stringify(status) }]);
  }

  /** The calls about a connection that one server refused. */
  async refusalsOf(connection: string, server: string): Promise<RefusalStatus | undefined> {
    const latest = await this.#log.latestByKey('runs');
    return readRefusals(latest.get(refusalsKey(connection, server)));
  }

  async keepRefusals(connection: string, server: string, status: RefusalStatus): Promise<void> {
    const key = refusalsKey(connection, server);
    await this.#log.append('runs', [{ key, value: JSON.stringify(status) }]);
  }

  /** How fresh each of some streams is. */
  async freshness(streams: readonly StreamName[]): Promise<readonly Freshness[]> {
    const runs = await this.newestOf(streams);
    return streams.map((stream, index) => {
      const run = runs[index];
      return run === undefined
        ? { ...stream, state: 'never' }
        : this.#freshnessOf(run, this.#progress.get(keyOf(stream)));
    });
  }

  #freshnessOf(run: Run, newer: Run['progress']): Freshness {
    const { connection, stream, state, startedAt, lastSuccessAt, message, counts, rejects } = run;
    const { standing, warnings } = run;
    const progress = newer ?? run.progress;
    return {
      connection,
      stream,
      state: state === 'cancelled' ? 'failed' : state,
      startedAt,
      commands: run.commands,
      ...(lastSuccessAt === undefined ? {} : { lastSuccessAt }),
      ...lastRead(run),
      ...(message === undefined ? {} : { message }),
      ...(progress === undefined || state !== 'running' ? {} : { progress }),
      ...(counts === undefined ? {} : { counts }),
      ...(rejects === undefined ? {} : { rejects }),
      ...(standing === undefined ? {} : { standing }),
      ...(warnings === undefined ? {} : { warnings }),
    };
  }
}

/** Runs of earlier versions say only when they succeeded. */
function lastRead({ lastReadAt, lastSuccessAt }: Run): { lastReadAt?: number } {
  const at = lastReadAt ?? lastSuccessAt;
  return at === undefined ? {} : { lastReadAt: at };
}

/** A run's key. A connection's name has letters, digits and - only. */
function keyOf({ connection, stream }: StreamName): string {
  return `${connection}/${stream}`;
}

/**
 * Keys beside those of runs: none of them can be one. Earlier versions wrote them with a slash, as the run of a
 * stream `sale` of a connection `schedule` has it; what those keys say is read until it is written again.
 */
function scheduleKey(connection: string): string {
  return `schedule:${connection}`;
}

function webhooksKey(connection: string): string {
  return `webhooks:${connection}`;
}

/** Whether a time was written while a clock was wrong. Both ms since the epoch. */
function isAhead(at: number, now: number): boolean {
  return at > now + AHEAD_MS;
}

function withEarlier(own: readonly string[], before: readonly string[]): string[] {
  const earlier = before.filter((id) => !own.includes(id)).slice(0, EARLIER_COMMANDS);
  return [...own, ...earlier];
}

function refusalsKey(connection: string, server: string): string {
  return `refused:${connection}:${server}`;
}

function readRefusals(text: string | undefined): RefusalStatus | undefined {
  return refusalStatusSchema.safeParse(jsonOf(text ?? null)).data;
}

/** ms since the epoch. */
const WATERMARK = /^\d+$/;

function readRun(text: string | undefined, now: number): Run | undefined {
  if (text === undefined) return undefined;
  const run = runSchema.safeParse(jsonOf(text));
  if (!run.success) return undefined;
  const { state, at } = run.data;
  const silent = state === 'running' && (now - at > SILENCE_MS || isAhead(at, now));
  if (!silent) return run.data;
  const message = 'was interrupted; the next sync goes on where it stood';
  return { ...run.data, state: 'cancelled', message };
}
