import { connectors } from '../../connectors/registry.ts';
import { startRoles } from '../app/roles.ts';
import { openRuntime } from '../app/runtime.ts';
import type { Role } from '../app/workers.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import { aborted } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

/** A worker that has not stopped after this long is ended, ms. What it had in hand is read again. */
const DRAIN_MS = 9_500;
/** A worker that is done or has failed ends after this long, ms, though something still connects. */
const LINGER_MS = 1_000;

/** Runs roles beside other workers until it is told to stop; resolves when all is handed over. */
export async function work(path: string, roles: readonly Role[], stop: AbortSignal): Promise<void> {
  const project = await loadProject(path, connectors, process.env);
  if (project.config.log.kafka === undefined) {
    throw new UsageError(
      'workers share their work through Kafka, and this project has the embedded log. Mend: set log.kafka.brokers in goalstream.yaml, or run goalstream up.',
    );
  }
  stop.addEventListener('abort', () => endAfter(DRAIN_MS), { once: true });
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
  const runtime = await openRuntime(project, { storePort: 0, join: true });
  try {
    const running = await startRoles(runtime, { projectPath: path, roles, unscheduled: 'first' });
    const at = running.apiUrl === undefined ? '' : `, pages and API at ${running.apiUrl}`;
    say(`goalstream work: ${roles.join(', ')}, process ${process.pid}${at}`);
    await aborted(stop);
    say('finishing what is in hand …');
    await running.stop();
  } finally {
    await runtime.close();
  }
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
