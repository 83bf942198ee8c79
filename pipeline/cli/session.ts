import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { connectors } from '../../connectors/registry.ts';
import type { Operations } from '../../dashboards/api/operations.ts';
import type { AttainmentSelection, LedgerSelection } from '../../dashboards/api/read-side.ts';
import type { AttainmentReport } from '../../schemas/attainment.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';
import type { Status } from '../../schemas/status.ts';
import type { SyncSummary } from '../app/worker-messages.ts';
import { loadProject, type Project } from '../config/load-project.ts';
import { readInstance } from '../instance-lock.ts';
import { readSecrets } from '../app/secrets.ts';
import { ApiClient } from './api-client.ts';
import { apiOperations } from './api-operations.ts';
import { UsageError } from './usage-error.ts';

/** How a sync is wanted. */
export interface SyncHow {
  /** Go on with a new snapshot index where the old one is lost. */
  readonly newIndex: boolean;
  /** Sets may shrink as they will. */
  readonly acceptShrink: boolean;
}

/** Where the command line gets its answers: the running instance, or parts opened for this command. */
export interface Session {
  readonly project: Project;
  attainment(selection?: AttainmentSelection): Promise<AttainmentReport>;
  ledger(goal: string, selection: LedgerSelection): Promise<LedgerPage | undefined>;
  status(): Promise<Status>;
  /** Syncs a connection and waits until everything is counted. */
  sync(connection: string, how: SyncHow): Promise<SyncSummary>;
  readonly operations: Operations;
  /** Resolves once everything in the log is counted. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Agree changed goals that need no reason; default true. */
  readonly agree?: boolean;
  /** Refuses what the project does not have, before anything is opened. @throws UsageError */
  readonly check?: (project: Project) => void;
  /** Count what waits before the first answer; default true. */
  readonly counted?: boolean;
}

/** The project's file: as given, or goalstream.yaml in this folder. */
export function projectPath(option: string | undefined): string {
  const path = resolve(option ?? 'goalstream.yaml');
  if (existsSync(path)) return path;
  throw new UsageError(
    `there is no ${path}. Mend: name the file with --config, or run goalstream up for a sample shop.`,
  );
}

/** Opens a session; by default it has counted everything that was pulled. */
export async function openSession(
  config: string | undefined,
  { counted = true, agree = true, check }: SessionOptions = {},
): Promise<Session> {
  const path = projectPath(config);
  const project = await loadProject(path, connectors, process.env);
  check?.(project);
  const instance = readInstance(project.dataDir);
  if (instance?.apiUrl === undefined) {
    const { localSession } = await import('./local-session.ts');
    return localSession(project, path, { counted, agree });
  }
  const { token } = await readSecrets(project.dataDir);
  const operations = apiOperations(instance.apiUrl, token);
  return remoteSession(project, new ApiClient(instance.apiUrl, token), operations);
}

function remoteSession(project: Project, api: ApiClient, operations: Operations): Session {
  return {
    project,
    attainment: (selection) => api.attainment(selection),
    ledger: (goal, selection) => api.ledger(goal, selection),
    status: () => api.status(),
    sync: (connection, how) => api.sync(connection, how),
    operations,
    settled: () => api.settled(),
    close: () => Promise.resolve(),
  };
}
