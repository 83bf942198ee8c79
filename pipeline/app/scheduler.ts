import cron from 'node-cron';
import { dueRuns, stableJitter } from '../sync/schedule.ts';
import type { ConnectionSetup } from '../config/load-project.ts';
import type { Runs } from './runs.ts';
import type { Runtime } from './runtime.ts';
import type { Syncs } from './syncs.ts';

const MAX_JITTER_MS = 20_000;

export interface Scheduler {
  stop(): Promise<void>;
}

/**
 * Starts each connection when its schedule is due in its own time zone. node-cron only ticks, in
 * UTC; what is due is worked out from the kept watermark, so that a change of the clock or a stop
 * neither loses a run nor doubles it. Connections without a schedule, and those that never ran,
 * run once at the start.
 */
export function startScheduler(runtime: Runtime, syncs: Syncs, now: () => number): Scheduler {
  for (const { name, schedule } of runtime.project.connections) {
    if (schedule === undefined) syncs.start(name);
  }
  const look = (): Promise<void> => startDue(runtime, syncs, now());
  void look();
  const task = cron.schedule('*/5 * * * * *', look, { timezone: 'UTC' });
  return {
    stop: async () => {
      await task.destroy();
    },
  };
}

/** What scheduling needs of a runtime. */
export interface Schedulable {
  readonly project: {
    readonly connections: readonly Pick<ConnectionSetup, 'name' | 'schedule'>[];
  };
  readonly runs: Pick<Runs, 'watermark' | 'setWatermark'>;
}

/** Starts every scheduled connection that is due at a moment (ms since the epoch). */
export async function startDue(
  { project, runs }: Schedulable,
  syncs: Pick<Syncs, 'start'>,
  now: number,
): Promise<void> {
  for (const { name, schedule } of project.connections) {
    if (schedule === undefined) continue;
    const jitterMs = stableJitter(name, MAX_JITTER_MS);
    const question = { ...schedule, watermark: runs.watermark(name), now, jitterMs };
    const answer = dueRuns(question);
    if (answer.due && syncs.start(name) !== 'running') {
      await runs.setWatermark(name, answer.scheduledFor);
    }
  }
}
