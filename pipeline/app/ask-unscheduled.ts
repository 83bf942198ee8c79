import { requestSync } from './commands.ts';
import type { Runtime } from './runtime.ts';
import { streamsOf } from './streams.ts';

/** Connections without a schedule: pulled at every start, only where they never were, or on demand. */
export type Unscheduled = 'always' | 'first' | 'never';

/** Asks for the syncs of connections without a schedule. */
export async function askUnscheduled(
  { project, runs, log }: Pick<Runtime, 'project' | 'runs' | 'log'>,
  which: Unscheduled,
): Promise<void> {
  if (which === 'never') return;
  for (const { name, schedule } of project.connections) {
    if (schedule !== undefined) continue;
    const known = (await runs.newestOf(streamsOf(project, name))).some((run) => run !== undefined);
    if (which === 'first' && known) continue;
    // With a scheduled time, one run answers the same wish of several workers.
    const once = which === 'first' ? { scheduledFor: 1 } : {};
    await requestSync(log, name, { at: Date.now(), ...once });
  }
}
