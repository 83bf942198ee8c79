import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asking, Resolvers } from './asking.ts';
import { checkBulk } from './bulk-check.ts';
import { isUnderWay, newJob, type BulkJob, type BulkStatus } from './bulk-job.ts';
import { compileBulk } from './bulk-project.ts';
import { runBulk } from './bulk-run.ts';
import type { BulkFault, FaultList } from './faults.ts';
import type { BulkOptions, StandInApp } from './options.ts';
import { numberOf } from './search-query.ts';

const AT_ONCE = 5;
const KEPT = 7 * 86_400_000;

interface BulkSettings {
  readonly options: BulkOptions;
  readonly faults: FaultList<BulkFault>;
  readonly now: () => number;
  readonly finished: (job: BulkJob) => void;
  readonly atOnce: (jobs: number) => void;
}

/** The exports of all apps. Their files are in a folder that `close` removes. */
export class BulkJobs {
  readonly #settings: BulkSettings;
  readonly #jobs: BulkJob[] = [];
  readonly #running = new Set<Promise<void>>();
  #folder: string | undefined;

  constructor(settings: BulkSettings) {
    this.#settings = settings;
  }

  /** The jobs of an app, oldest first. */
  of(app: StandInApp): readonly BulkJob[] {
    const jobs = this.#jobs.filter((job) => job.app === app);
    for (const job of jobs) this.#expire(job);
    return jobs;
  }

  /** Starts an export, or says why not. */
  start(
    asking: Asking,
    resolvers: Resolvers,
    asked: { readonly query: string; readonly grouped: boolean },
  ): BulkJob | { readonly code: 'INVALID' | 'LIMIT_REACHED'; readonly message: string } {
    const query = checkBulk(asked.query);
    if ('wrong' in query) return { code: 'INVALID', message: query.wrong };
    const busy = this.of(asking.app).filter(isUnderWay).length;
    if (busy >= AT_ONCE) {
      const message = 'Bulk operations limit reached. Please try again later.';
      return { code: 'LIMIT_REACHED', message };
    }
    const work = compileBulk(query, asking, resolvers);
    const ids = 'denied' in work ? [] : asking.orders.find(query.search).map(({ id }) => id);
    this.#settings.atOnce(busy + 1);
    const job = newJob(asking, this.#jobs.length + 1);
    this.#jobs.push(job);
    this.#track(job, this.#run(job, { asking, work, ids, grouped: asked.grouped }));
    return job;
  }

  /** The file of an export that can still be had: its path. */
  fileOf(secret: string): string | undefined {
    const job = this.#jobs.find((each) => each.secret === secret);
    if (job === undefined || job.has === 'nothing') return undefined;
    this.#expire(job);
    return job.status === 'EXPIRED' ? undefined : this.#pathOf(job);
  }

  async close(): Promise<void> {
    for (const job of this.#jobs) job.stop.abort();
    await Promise.allSettled(this.#running);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #track(job: BulkJob, run: Promise<void>): void {
    const running = run.catch(() => this.#end(job, 'FAILED', 'INTERNAL_SERVER_ERROR'));
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  async #run(
    job: BulkJob,
    given: {
      readonly asking: Asking;
      readonly work: ReturnType<typeof compileBulk>;
      readonly ids: readonly string[];
      readonly grouped: boolean;
    },
  ): Promise<void> {
    await Promise.resolve();
    if (job.status === 'CREATED') job.status = 'RUNNING';
    const { asking, work, grouped } = given;
    if ('denied' in work) return this.#end(job, 'FAILED', 'ACCESS_DENIED');
    const fault = this.#settings.faults.next('BulkOperation');
    job.fileSize = await runBulk({
      shop: asking.shop,
      now: asking.now,
      ids: given.ids.toSorted((a, b) => numberOf(a) - numberOf(b)),
      linesOf: work,
      file: this.#pathOf(job),
      options: this.#settings.options,
      grouped,
      fault,
      signal: job.stop.signal,
      progress: (lines, orders) => Object.assign(job, { lines, orders }),
    });
    if (job.stop.signal.aborted) return this.#end(job, 'CANCELED', null);
    if (fault?.kind === 'never-ends') return this.#untilStopped(job);
    if (fault?.kind === 'ends') return this.#end(job, fault.status, null);
    if (fault?.kind === 'miscounts') job.lines += fault.by;
    if (fault?.kind === 'failed') {
      if (fault.partial) job.has = 'part';
      return this.#end(job, 'FAILED', fault.errorCode);
    }
    if (job.lines > 0) job.has = 'whole';
    this.#end(job, 'COMPLETED', null);
  }

  async #untilStopped(job: BulkJob): Promise<void> {
    if (!job.stop.signal.aborted) {
      await new Promise((resolve) => job.stop.signal.addEventListener('abort', resolve));
    }
    this.#end(job, 'CANCELED', null);
  }

  #end(job: BulkJob, status: BulkStatus, errorCode: string | null): void {
    const completedAt = this.#settings.now();
    Object.assign(job, { status, errorCode, completedAt });
    this.#settings.finished(job);
  }

  #expire(job: BulkJob): void {
    if (job.completedAt === null || job.status !== 'COMPLETED') return;
    if (this.#settings.now() - job.completedAt >= KEPT) job.status = 'EXPIRED';
  }

  #pathOf(job: BulkJob): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'goalstream-bulk-'));
    return join(this.#folder, `${job.secret}.jsonl`);
  }
}
