import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createReadSide, streamsOf } from '../app/read-side.ts';
import { openRuntime, type Runtime } from '../app/runtime.ts';
import { settle, waiting } from '../app/settle.ts';
import { Syncs } from '../app/syncs.ts';
import { startProcessorThread } from '../app/threads.ts';
import { readSecrets } from '../app/secrets.ts';
import type { SyncSummary } from '../app/worker-messages.ts';
import { connectors } from '../../connectors/registry.ts';
import type { AttainmentReport, Freshness } from '../../schemas/attainment.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';
import type { LedgerSelection } from '../../dashboards/api/read-side.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import { readInstance } from '../instance-lock.ts';
import { ApiClient } from './api-client.ts';
import { ProgressLine } from './output.ts';
import { onStopSignal } from './stop-signals.ts';
import { UsageError } from './usage-error.ts';

/** Where the command line gets its answers: the running instance, or parts opened for this command. */
export interface Session {
  readonly project: Project;
  attainment(): Promise<AttainmentReport>;
  ledger(goal: string, selection: LedgerSelection): Promise<LedgerPage | undefined>;
  sync(connection: string): Promise<SyncSummary>;
  close(): Promise<void>;
}

/** The project's file: as given, or goalstream.yaml in this folder. */
export function projectPath(option: string | undefined): string {
  const path = resolve(option ?? 'goalstream.yaml');
  if (existsSync(path)) return path;
  throw new UsageError(
    `there is no ${path}. Mend: name the file with --config, or run goalstream up for a sample shop.`,
  );
}

/** Opens a session that has counted everything that was pulled; `sources` looks into local sources first. */
export async function openSession(config: string | undefined, sources = false): Promise<Session> {
  const path = projectPath(config);
  const project = await loadProject(path, connectors, process.env, { sources });
  const instance = readInstance(project.dataDir);
  if (instance?.apiUrl !== undefined) {
    const { token } = await readSecrets(project.dataDir);
    return remoteSession(project, new ApiClient(instance.apiUrl, token));
  }
  return localSession(project, path);
}

function remoteSession(project: Project, api: ApiClient): Session {
  return {
    project,
    attainment: () => api.attainment(),
    ledger: (goal, selection) => api.ledger(goal, selection),
    sync: (connection) => api.sync(connection),
    close: () => Promise.resolve(),
  };
}

async function localSession(project: Project, path: string): Promise<Session> {
  const runtime = await openRuntime(project, { storePort: 0 });
  const progress = new ProgressLine();
  const processor = await startProcessorThread(runtime, path, ({ done, total }) =>
    progress.show(`attributing anew: ${done} of ${total} facts`),
  );
  const syncs = new Syncs({ runtime, projectPath: path, now: Date.now });
  const { log, store, runs } = runtime;
  const readSide = createReadSide({ project, store, log, runs, now: Date.now });
  const close = async (): Promise<void> => {
    await syncs.stop();
    await processor.stop();
    await runtime.close();
  };
  onStopSignal(() => {
    progress.clear();
    void close().finally(() => process.exit(130));
  });
  const counted = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([work, processor.done.then(() => work)]);
  await counted(settle(log));
  progress.clear();
  return {
    project,
    attainment: () => readSide.attainment(),
    ledger: (goal, selection) => readSide.ledger(goal, selection),
    sync: async (connection) => {
      const timer = setInterval(() => void showProgress(runtime, progress, connection), 250);
      try {
        const summary = await counted(syncs.run(connection));
        await counted(settle(log));
        return summary;
      } finally {
        clearInterval(timer);
        progress.clear();
      }
    },
    close,
  };
}

async function showProgress(
  { runs, project, log }: Runtime,
  line: ProgressLine,
  connection: string,
): Promise<void> {
  const streams = streamsOf(project).filter((stream) => stream.connection === connection);
  const pulled = runs.freshness(streams).map(describe);
  line.show(`${connection}: ${pulled.join(', ')}; ${await waiting(log)} facts to count`);
}

/** "sales 43 %" */
function describe({ stream, progress, state }: Freshness): string {
  if (progress === undefined) return `${stream} ${state}`;
  const { done, total, unit } = progress;
  return total === undefined || total === 0
    ? `${stream} ${done} ${unit}`
    : `${stream} ${Math.floor((done / total) * 100)} %`;
}
