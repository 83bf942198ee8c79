import { setTimeout as sleep } from 'node:timers/promises';
import type { Freshness } from '../../schemas/attainment.ts';
import { freezeBaselines } from '../app/baselines.ts';
import { requestSync } from '../app/commands.ts';
import { createOperations } from '../app/operations.ts';
import { createReadSide } from '../app/read-side.ts';
import { streamsOf } from '../app/streams.ts';
import { openRuntime, type Runtime } from '../app/runtime.ts';
import { keepHoldings } from '../integrity/holdings.ts';
import { settle, waiting } from '../app/settle.ts';
import type { SyncSummary } from '../app/worker-messages.ts';
import type { Role } from '../app/workers.ts';
import type { Project } from '../config/load-project.ts';
import { MissingRoles } from './missing-roles.ts';
import { notAgreedText } from './not-agreed.ts';
import { ProgressLine } from './output.ts';
import { progressText } from './progress-text.ts';
import type { Session, SyncHow } from './session.ts';
import { onStopSignal } from './stop-signals.ts';
import { answersCommand, summaryOf } from './sync-summary.ts';

const COUNTING: readonly Role[] = ['attribute', 'aggregate'];
const LOOK_EVERY_MS = 100;

/** Opens the parts for one command. Work that no worker does is done here. */
export async function localSession(
  project: Project,
  path: string,
  options: { readonly counted: boolean; readonly agree: boolean },
): Promise<Session> {
  const runtime = await openRuntime(project, { storePort: 0, agree: options.agree });
  const line = new ProgressLine();
  const roles = new MissingRoles(runtime, path, line);
  const close = async (): Promise<void> => {
    await roles.stop();
    await runtime.close();
  };
  onStopSignal(() => {
    line.clear();
    void close().finally(() => process.exit(130));
  });
  const { notAgreed } = runtime;
  const difference = options.agree ? notAgreedText(notAgreed) : undefined;
  if (difference !== undefined) process.stderr.write(`${difference}\n`);
  const settled = async (): Promise<void> => {
    await roles.start(COUNTING);
    await roles.during(counted(runtime));
  };
  try {
    if (options.counted) await settled();
  } catch (error) {
    await close();
    throw error;
  }
  line.clear();
  const readSide = createReadSide(runtime, Date.now);
  return {
    project,
    attainment: (selection) => readSide.attainment(selection),
    ledger: (goal, selection) => readSide.ledger(goal, selection),
    status: () => readSide.status(),
    sync: (connection, how) => sync(runtime, roles, line, { connection, how }),
    operations: createOperations(runtime, Date.now),
    settled,
    close,
  };
}

async function sync(
  runtime: Runtime,
  roles: MissingRoles,
  line: ProgressLine,
  { connection, how }: { readonly connection: string; readonly how: SyncHow },
): Promise<SyncSummary> {
  const { log } = runtime;
  const command = await requestSync(log, connection, {
    at: Date.now(),
    ...how,
    ...traceContext(process.env),
  });
  const watch = async (): Promise<SyncSummary> => {
    for (;;) {
      await roles.start([...COUNTING, 'sync'], connection);
      const streams = await freshnessOf(runtime, connection);
      line.show(
        `${connection}: ${streams.map(describe).join(', ')}; ${await waiting(log)} facts to count`,
      );
      if (answersCommand(streams, command)) return summaryOf(connection, streams);
      await sleep(LOOK_EVERY_MS);
    }
  };
  try {
    const summary = await roles.during(watch());
    await roles.during(counted(runtime));
    return summary;
  } finally {
    line.clear();
  }
}

/** Waits until everything is counted, and baselines that could not be measured before are. */
async function counted(runtime: Runtime): Promise<void> {
  await settle(runtime.log);
  await freezeBaselines(runtime, Date.now());
  await settle(runtime.log);
  await keepHoldings(runtime.store, runtime.log);
}

/** The trace that the command line was started in, by the convention of the variable TRACEPARENT. */
function traceContext({ TRACEPARENT: traceparent }: NodeJS.ProcessEnv): { traceparent?: string } {
  return traceparent === undefined ? {} : { traceparent };
}

function freshnessOf(
  { project, runs }: Runtime,
  connection: string,
): Promise<readonly Freshness[]> {
  return runs.freshness(streamsOf(project, connection));
}

/** "sales 43 %" */
function describe({ stream, progress, state }: Freshness): string {
  return `${stream} ${progress === undefined ? state : progressText(progress)}`;
}
