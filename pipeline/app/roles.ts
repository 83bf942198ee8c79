import { askUnscheduled, type Unscheduled } from './ask-unscheduled.ts';
import { keepRunning, type Running, type Start } from './keep-running.ts';
import { startCopying } from '../integrity/log-copy.ts';
import { dropTold } from '../privacy/requests.ts';
import { keepChecking } from './nightly.ts';
import { askAgain, keepAsking, privacyCarrier } from './privacy.ts';
import type { startProcessorHere } from './processor-here.ts';
import { Refreshes } from './refreshes.ts';
import type { Runtime } from './runtime.ts';
import { startScheduler } from './scheduler.ts';
import type { Serving } from './serve.ts';
import { startSyncStage } from './sync-stage.ts';
import { Syncs } from './syncs.ts';
import { startProcessorThread } from './threads.ts';
import type { SyncSummary } from './worker-messages.ts';
import { WorkerReport, type Role } from './workers.ts';

export interface RolesOptions {
  readonly projectPath: string;
  readonly roles: readonly Role[];
  readonly unscheduled: Unscheduled;
  /** Whether schedules are looked after; default true. */
  readonly schedules?: boolean;
  /** Whether the processor gets a thread of its own, so that the others go on smoothly; default true. */
  readonly processorThread?: boolean;
  readonly onReattributing?: (progress: { done: number; total: number }) => void;
  /** The connections to sync; default all. On Kafka all workers must have the same. */
  readonly connections?: readonly string[];
  /** Once it is aborted, nothing is started any more, and what runs begins to stop. */
  readonly signal?: AbortSignal;
  /** Something failed and is about to be started again, or was stopped with work undone. */
  readonly onFailure?: (error: unknown) => void;
  readonly onSynced?: (summary: SyncSummary) => void;
}

/** The roles of this process, running. */
export interface RunningRoles {
  /** Where pages and API are; undefined without the role serve. */
  readonly apiUrl: string | undefined;
  /** The port that webhooks have of their own, if they have one. */
  readonly webhookUrl: string | undefined;
  readonly syncs: Syncs;
  /** Finishes and commits what is in hand, hands connections over, and stops. */
  stop(): Promise<void>;
}

type Stop = () => Promise<void>;

/** Starts roles and keeps them running until they are stopped. */
export async function startRoles(runtime: Runtime, options: RolesOptions): Promise<RunningRoles> {
  const { projectPath, onSynced } = options;
  const has = (role: Role): boolean => options.roles.includes(role);
  const goesOn = (): boolean => options.signal?.aborted !== true;
  const report = new WorkerReport(runtime.log, runtime.logger, options.roles, Date.now);
  const synced = onSynced === undefined ? {} : { onEnd: onSynced };
  const syncs = new Syncs({ runtime, projectPath, now: Date.now, ...synced });
  const stops: Stop[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all([...stops.splice(0).map((end) => end()), report.close()]);
  };
  try {
    // A port that is taken ends the start: before that, nothing is pulled or counted.
    const serving = goesOn() && has('serve') ? await startServing(runtime) : undefined;
    if (serving !== undefined) stops.push(() => serving.close());
    if (goesOn()) stops.push(...(await startStages(runtime, options, report)));
    if (goesOn() && has('sync') && runtime.project.connections.length > 0) {
      stops.push(...(await startSyncing(runtime, options, syncs)));
    }
    return { apiUrl: serving?.url, webhookUrl: serving?.webhookUrl, syncs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Only a process that serves loads pages and API. */
async function startServing(runtime: Runtime): Promise<Serving> {
  const { serve } = await import('./serve.ts');
  return serve(runtime);
}

async function startStages(
  runtime: Runtime,
  options: RolesOptions,
  report: WorkerReport,
): Promise<Stop[]> {
  const { roles, projectPath, onReattributing } = options;
  const stages = (['attribute', 'aggregate'] as const).filter((stage) => roles.includes(stage));
  if (stages.length === 0) return [];
  const hooks = {
    onBatch: (batch: Parameters<WorkerReport['batch']>[0]) => report.batch(batch),
    ...(onReattributing === undefined ? {} : { onReattributing }),
  };
  const start: Start = (signal) =>
    options.processorThread === false
      ? startHere(runtime, stages, hooks)
      : startProcessorThread(runtime, projectPath, stages, signal, hooks);
  const processor = await kept(runtime, 'processor', start, options);
  if (!stages.includes('aggregate')) return [processor];
  const copying = () => startCopying(runtime.store, runtime.log);
  const copied = await kept(runtime, 'copy', copying, options);
  return [processor, copied, ...nightly(runtime, options)];
}

/** What runs for long compares everything once a night; single commands do not. */
function nightly(runtime: Runtime, { schedules = true }: RolesOptions): Stop[] {
  if (!schedules) return [];
  const stopped = new AbortController();
  const checking = keepChecking(runtime, Date.now, stopped.signal);
  const end = (): Promise<void> => {
    stopped.abort();
    return checking;
  };
  return [end];
}

/** A process that has a thread for it, or does not count, does not load the processor. */
async function startHere(...parts: Parameters<typeof startProcessorHere>): Promise<Running> {
  const { startProcessorHere } = await import('./processor-here.ts');
  return startProcessorHere(...parts);
}

async function startSyncing(
  runtime: Runtime,
  options: RolesOptions,
  syncs: Syncs,
): Promise<Stop[]> {
  const { unscheduled, schedules = true } = options;
  const names = options.connections ?? runtime.project.connections.map(({ name }) => name);
  const refreshes = new Refreshes({ runtime, projectPath: options.projectPath, now: Date.now });
  const privacy = privacyCarrier(runtime, Date.now);
  await dropTold(runtime.log, Date.now());
  await askAgain(runtime.log, names);
  const start = () => startSyncStage(runtime, { syncs, refreshes, privacy }, names, Date.now);
  const end = await kept(runtime, 'sync', start, options);
  const stopped = new AbortController();
  const asking = keepAsking(runtime, names, Date.now, stopped.signal);
  const ended = async (): Promise<void> => {
    stopped.abort();
    await Promise.all([end(), asking]);
    await refreshes.close();
  };
  await askUnscheduled(runtime, unscheduled);
  if (!schedules) return [ended];
  const scheduler = startScheduler(runtime, Date.now);
  return [() => scheduler.stop(), ended];
}

/** Keeps something running; gives what stops it. */
async function kept(
  { logger }: Runtime,
  name: string,
  start: Start,
  options: RolesOptions,
): Promise<Stop> {
  const ending = new AbortController();
  const signals = options.signal === undefined ? [] : [options.signal];
  const { onFailure } = options;
  const { ended } = await keepRunning({
    name,
    start,
    log: logger,
    signal: AbortSignal.any([ending.signal, ...signals]),
    ...(onFailure === undefined ? {} : { onFailure }),
  });
  return () => {
    ending.abort();
    return ended;
  };
}
