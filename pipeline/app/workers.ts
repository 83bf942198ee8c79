import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Logger } from 'pino';
import { jsonOf } from '../log/json-value.ts';
import type { Log } from '../log/log.ts';
import { within } from '../within.ts';
import type { BatchReport } from './worker-messages.ts';

/** What a process can be told to do. */
export const ROLES = ['sync', 'attribute', 'aggregate', 'serve'] as const;
export type Role = (typeof ROLES)[number];

/** How long a worker that stops tries to say so, ms. */
const FAREWELL_MS = 1_000;
const REPORT_EVERY_MS = 5_000;
/** A worker that has nothing new to say does so this often, ms. */
const ALIVE_EVERY_MS = 30_000;
/** After this long without a word a worker is taken for dead, ms. */
const SILENCE_MS = 3 * ALIVE_EVERY_MS;

const stageSchema = z.object({
  /** Records handled since the worker started. */
  records: z.int(),
  batches: z.int(),
  /** Time spent on them, ms; batches side by side count each. */
  busyMs: z.number(),
  /** Records a second over the last report, waiting included. */
  perSecond: z.number(),
  lastBatch: z.object({ at: z.int(), records: z.int(), ms: z.number() }),
});

const workerSchema = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  roles: z.array(z.enum(ROLES)),
  startedAt: z.int(),
  /** When it last reported, ms since the epoch. */
  at: z.int(),
  stages: z.partialRecord(z.enum(['attribute', 'aggregate']), stageSchema),
});

export type Worker = z.infer<typeof workerSchema>;

/** The workers that have reported lately. */
export async function liveWorkers(log: Log, now: number): Promise<readonly Worker[]> {
  const latest = await log.latestByKey('workers');
  return [...latest.values()].flatMap((text) => {
    const worker = workerSchema.safeParse(jsonOf(text));
    return worker.success && Math.abs(now - worker.data.at) < SILENCE_MS ? [worker.data] : [];
  });
}

/** Reports this process in the compacted topic `workers` until it is closed. */
export class WorkerReport {
  readonly #log: Log;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  readonly #worker: Worker;
  readonly #since = new Map<BatchReport['stage'], number>();
  #changed = true;

  constructor(log: Log, logger: Logger, roles: readonly Role[], now: () => number) {
    this.#log = log;
    this.#logger = logger;
    this.#now = now;
    const id = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
    const startedAt = now();
    this.#worker = {
      id,
      host: hostname(),
      pid: process.pid,
      roles: [...roles],
      startedAt,
      at: startedAt,
      stages: {},
    };
    this.#timer = setInterval(() => void this.#report(), REPORT_EVERY_MS);
    this.#timer.unref();
    void this.#report();
  }

  batch({ stage, records, ms }: BatchReport): void {
    const before = this.#worker.stages[stage];
    this.#worker.stages[stage] = {
      records: (before?.records ?? 0) + records,
      batches: (before?.batches ?? 0) + 1,
      busyMs: Math.round((before?.busyMs ?? 0) + ms),
      perSecond: before?.perSecond ?? 0,
      lastBatch: { at: this.#now(), records, ms: Math.round(ms) },
    };
    this.#since.set(stage, (this.#since.get(stage) ?? 0) + records);
    this.#changed = true;
  }

  /** Says that this worker is going. Where that fails, readers take a silent worker for dead. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const farewell = this.#log.append('workers', [{ key: this.#worker.id, value: null }]);
    await within(FAREWELL_MS, farewell).catch(() => undefined);
  }

  async #report(): Promise<void> {
    const now = this.#now();
    if (!this.#changed && now - this.#worker.at < ALIVE_EVERY_MS) return;
    const seconds = Math.max(now - this.#worker.at, 1) / 1000;
    for (const [name, stage] of Object.entries(this.#worker.stages)) {
      stage.perSecond = Math.round((this.#since.get(name as BatchReport['stage']) ?? 0) / seconds);
    }
    this.#changed = this.#since.size > 0;
    this.#since.clear();
    this.#worker.at = now;
    const record = { key: this.#worker.id, value: JSON.stringify(this.#worker) };
    await this.#log.append('workers', [record]).catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'this worker could not report');
    });
  }
}
