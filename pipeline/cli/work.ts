import { setTimeout as sleep } from 'node:timers/promises';
import { connectors } from '../../connectors/registry.ts';
import { aborted } from '../aborted.ts';
import { startRoles, type RunningRoles } from '../app/roles.ts';
import { openRuntime, type Runtime } from '../app/runtime.ts';
import type { Role } from '../app/workers.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import { notAgreedText } from './not-agreed.ts';
import { reachLines } from './reach-text.ts';
import { UsageError } from './usage-error.ts';

/** Deployments give a worker 10 s to stop. After so long its roles must have ended, ms, */
const ROLES_MS = 8_300;
/** its connections must be closed, */
const CLOSED_MS = 9_000;
/** and it is ended, whatever it is at. */
const DRAIN_MS = 9_700;
/** A worker that is done or has failed ends after this long, ms, though something still connects. */
const LINGER_MS = 300;

/** Runs roles beside other workers until it is told to stop; resolves when all is handed over. */
export async function work(path: string, roles: readonly Role[], stop: AbortSignal): Promise<void> {
  const project = await loadProject(path, connectors, process.env);
  if (project.config.log.kafka === undefined) {
    throw new UsageError(
      'workers share their work through Kafka, and this project has the embedded log. Mend: set log.kafka.brokers in goalstream.yaml, or run goalstream up.',
    );
  }
  void aborted(stop).then(() => endAfter(DRAIN_MS));
  try {
    await run(project, path, roles, stop);
  } finally {
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
  say('stopped');
}

async function run(
  project: Project,
  path: string,
  roles: readonly Role[],
  stop: AbortSignal,
): Promise<void> {
  const tooLate = afterStop(stop, CLOSED_MS);
  const opening = openRuntime(project, { storePort: 0, join: true });
  const runtime = await Promise.race([opening, aborted(stop)]);
  if (runtime === undefined) return;
  try {
    await runRoles(runtime, path, roles, stop);
  } finally {
    await Promise.race([runtime.close(), tooLate]);
  }
}

async function runRoles(
  runtime: Runtime,
  projectPath: string,
  roles: readonly Role[],
  stop: AbortSignal,
): Promise<void> {
  const tooLate = afterStop(stop, ROLES_MS);
  const starting = startRoles(runtime, {
    projectPath,
    roles,
    unscheduled: 'first',
    signal: stop,
    onFailure: (error) => {
      if (stop.aborted) say(`left undone: ${messageOf(error)}`);
    },
  });
  const started = await Promise.race([starting, aborted(stop)]);
  if (started !== undefined) announce(started, roles, runtime);
  const difference = notAgreedText(runtime.notAgreed);
  if (difference !== undefined) say(difference);
  await aborted(stop);
  say('finishing what is in hand …');
  const ending = starting.then((running) => running.stop());
  await Promise.race([ending.catch(complain), tooLate]);
}

function announce(
  { apiUrl, webhookUrl }: RunningRoles,
  roles: readonly Role[],
  { project }: Runtime,
): void {
  const at = apiUrl === undefined ? '' : `, pages and API at ${apiUrl}`;
  say(`goalstream work: ${roles.join(', ')}, process ${process.pid}${at}`);
  if (apiUrl === undefined) return;
  for (const line of reachLines(project.config, { apiUrl, webhookUrl })) say(line);
}

/** Resolves so many ms after the signal was aborted. */
async function afterStop(stop: AbortSignal, ms: number): Promise<void> {
  await aborted(stop);
  await sleep(ms);
}

function complain(error: unknown): void {
  say(`could not stop in order: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function endAfter(ms: number): void {
  setTimeout(() => {
    process.stderr.write(
      `not stopped after ${ms / 1000} s, ended: what was in hand was not committed and is read again\n`,
    );
    process.exit(1);
  }, ms).unref();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
