import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectors } from '../../connectors/registry.ts';
import { damageText } from '../../schemas/damage.ts';
import type { RepairReport } from '../../schemas/repair.ts';
import { requestSync } from '../app/commands.ts';
import { createOperations } from '../app/operations.ts';
import { renewCustomers } from '../app/renew-customers.ts';
import { repair } from '../app/repair.ts';
import { putAside } from '../app/put-aside.ts';
import { openRuntime, type Runtime } from '../app/runtime.ts';
import { settle } from '../app/settle.ts';
import { streamsOf } from '../app/streams.ts';
import type { SyncSummary } from '../app/worker-messages.ts';
import { liveWorkers, type Role } from '../app/workers.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import { customerKeyFault } from '../sync/customer-key.ts';
import { UnreadableStoreError } from '../integrity/integrity-error.ts';
import { LogError } from '../log/log.ts';
import { MissingRoles } from './missing-roles.ts';
import { ProgressLine, printJson, wantsJson } from './output.ts';
import { plural } from './plural.ts';
import { projectPath } from './session.ts';
import { onStopSignal } from './stop-signals.ts';
import { answersCommand, summaryOf } from './sync-summary.ts';
import { UsageError } from './usage-error.ts';
import { configOption, jsonOption, type Common } from './with-session.ts';

interface Options extends Common {
  readonly acceptLoss: boolean;
  readonly newCustomerKey: boolean;
}

const COUNTING: readonly Role[] = ['attribute', 'aggregate'];
const LOOK_EVERY_MS = 100;

/** Adds `goalstream repair`. */
export function registerRepair(program: Command): void {
  program
    .command('repair')
    .description(
      'bring back what store or log have lost: from the log where it reaches back, else from the sources; up must not run meanwhile',
    )
    .addOption(configOption())
    .option('--accept-loss', 'go on without facts that nothing has any more', false)
    .option(
      '--new-customer-key',
      'customer.key is lost for good: give every customer a new key and read all sources with customers again; what they no longer have keeps old keys, which nothing links to the new ones',
      false,
    )
    .addOption(jsonOption())
    .action(run);
}

async function run({ config, json, ...request }: Options): Promise<void> {
  const path = projectPath(config);
  const project = await loadProject(path, connectors, process.env);
  const line = new ProgressLine();
  line.show('opening the log and the store …');
  const { runtime, aside } = await opened(project);
  const roles = new MissingRoles(runtime, path, line);
  const close = async (): Promise<void> => {
    await roles.stop();
    await runtime.close();
  };
  onStopSignal(() => {
    line.clear();
    process.stderr.write('stopped: run goalstream repair again to go on\n');
    void close().finally(() => process.exit(130));
  });
  try {
    const report = await repaired(runtime, roles, line, request);
    report.notes.unshift(...aside);
    line.clear();
    if (wantsJson(json)) printJson(report);
    else process.stdout.write(`${repairText(report)}\n`);
    if (!report.whole) process.exitCode = 1;
  } finally {
    line.clear();
    await close();
  }
}

/** Opens log and store; what can't be read is put aside, and a new one begun. */
async function opened(project: Project): Promise<{ runtime: Runtime; aside: readonly string[] }> {
  const aside: string[] = [];
  const options = { storePort: 0, agree: false, damaged: true };
  for (;;) {
    try {
      return { runtime: await openRuntime(project, options), aside };
    } catch (error) {
      const part =
        error instanceof UnreadableStoreError
          ? 'store'
          : error instanceof LogError && error.damaged
            ? 'log'
            : undefined;
      if (part === undefined || aside.length > 1) throw error;
      aside.push(await putAside(project.dataDir, part));
    }
  }
}

async function repaired(
  runtime: Runtime,
  roles: MissingRoles,
  line: ProgressLine,
  { acceptLoss, newCustomerKey }: Pick<Options, 'acceptLoss' | 'newCustomerKey'>,
): Promise<RepairReport> {
  await refuseBesideWorkers(runtime);
  const settled = async (): Promise<void> => {
    await roles.start(COUNTING);
    await roles.during(settle(runtime.log));
  };
  const sync = (connection: string) => pull(runtime, roles, line, connection);
  const operations = createOperations(runtime, Date.now);
  const steps = repair({ runtime, operations, sync, settled }, { acceptLoss });
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) line.show(`repairing: ${step.value}`);
  if (!newCustomerKey) return withKeyFault(runtime, step.value);
  const again = await renewCustomers({ runtime, sync, settled }, (at) =>
    line.show(`repairing: ${at}`),
  );
  const { whole, notes } = step.value;
  return { ...step.value, whole: whole && again.whole, notes: [...notes, ...again.notes] };
}

/** Without its key no stream with customers can be read: not everything is whole then. */
async function withKeyFault(
  { project, log }: Runtime,
  report: RepairReport,
): Promise<RepairReport> {
  const fault = await customerKeyFault(project.dataDir, log);
  if (fault === undefined) return report;
  const notes = [...report.notes, `${fault.message}. ${fault.mend ?? ''}`];
  return { ...report, whole: false, notes };
}

/** The index of snapshots is in the data folder of who syncs: it is forgotten here. */
async function refuseBesideWorkers({ log, project }: Runtime): Promise<void> {
  if (project.config.log.kafka === undefined) return;
  const syncing = (await liveWorkers(log, Date.now())).filter(({ roles }) =>
    roles.includes('sync'),
  );
  const [first] = syncing;
  if (first === undefined) return;
  throw new UsageError(
    `a worker on ${first.host} (process ${first.pid}) syncs. Fix: stop all sync workers, and run goalstream repair with their data folder.`,
  );
}

async function pull(
  runtime: Runtime,
  roles: MissingRoles,
  line: ProgressLine,
  connection: string,
): Promise<SyncSummary> {
  const wish = { at: Date.now(), newIndex: true };
  const command = await requestSync(runtime.log, connection, wish);
  const streams = streamsOf(runtime.project, connection);
  const watch = async (): Promise<SyncSummary> => {
    for (;;) {
      await roles.start([...COUNTING, 'sync'], connection);
      const fresh = await runtime.runs.freshness(streams);
      line.show(`reading ${connection} whole: ${fresh.map(({ stream }) => stream).join(', ')}`);
      if (answersCommand(fresh, command)) return summaryOf(connection, fresh);
      await sleep(LOOK_EVERY_MS);
    }
  };
  return roles.during(watch());
}

/** What was brought back, what is left and what to do. */
export function repairText(report: RepairReport): string {
  const { whole, left, lost, restored, notes } = report;
  const lines = [
    ...notes,
    ...(restored === 0 ? [] : [`${plural(restored, 'record')} of what was agreed put back`]),
    ...report.repaired.map((damage) => `repaired: ${damageText(damage)}`),
    ...lost.map(
      ({ type, source, stream, facts, from, to }) =>
        `lost: ${plural(facts, 'fact')} of type ${type} of ${stream === '' ? source : `${source}/${stream}`}, ${from} to ${to}: neither the log nor the source has them`,
    ),
  ];
  if (!whole) return [...lines, ...left.map(damageText), wayOut(report)].join('\n');
  return [
    ...lines,
    report.repaired.length + notes.length === 0 ? 'nothing is damaged' : 'everything is whole',
  ].join('\n');
}

function wayOut({ lost }: RepairReport): string {
  return lost.length === 0
    ? 'ERROR: not everything could be read again. Fix: correct what is named above, and run goalstream repair again'
    : 'ERROR: facts are lost. Fix: give the source back what it had, and run goalstream repair again; or go on without them by goalstream repair --accept-loss';
}
