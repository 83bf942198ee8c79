import { join } from 'node:path';
import { metrics } from '../../schemas/metrics/registry.ts';
import type { Project } from '../config/load-project.ts';
import { lockDataDir, type DataDirLock } from '../instance-lock.ts';
import { openEmbeddedLog, type EmbeddedLog } from '../log/embedded/embedded-log.ts';
import { openStore } from '../store/clickhouse-store.ts';
import { writeDefinitions } from '../store/definitions.ts';
import { startEngine, type Engine } from '../store/engine-process.ts';
import { migrate } from '../store/migrate.ts';
import type { Store } from '../store/store.ts';
import { TOPICS } from '../topics.ts';
import type { Logger } from 'pino';
import { openLogger } from './logger.ts';
import { Runs } from './runs.ts';
import { readSecrets, type Secrets } from './secrets.ts';

/** How to reach the store; what worker threads are given. */
export interface StoreAccess {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** The parts that everything runs on, opened. */
export interface Runtime {
  readonly project: Project;
  readonly secrets: Secrets;
  readonly lock: DataDirLock;
  readonly log: EmbeddedLog;
  readonly store: Store;
  readonly storeAccess: StoreAccess;
  /** Absent where the store is a ClickHouse server. */
  readonly engine: Engine | undefined;
  readonly runs: Runs;
  readonly logger: Logger;
  close(): Promise<void>;
}

/** The name of the embedded engine's read-only user. */
export const BI_USER = 'bi';

const ADMIN_USER = 'goalstream';

/**
 * Locks the data folder and opens log and store, migrated.
 * @throws DataDirBusyError where another process runs on the folder.
 */
export async function openRuntime(
  project: Project,
  options: { readonly storePort: number },
): Promise<Runtime> {
  const secrets = await readSecrets(project.dataDir);
  const lock = lockDataDir(project.dataDir);
  const { logger, close: closeLogger } = openLogger(project.dataDir);
  const opened: (() => Promise<void> | void)[] = [() => lock.release(), closeLogger];
  const close = async (): Promise<void> => {
    for (const step of opened.splice(0).toReversed()) await step();
  };
  try {
    const [log, { engine, access }] = await Promise.all([
      openEmbeddedLog({ dir: project.dataDir }),
      openEngine(project, secrets, options.storePort, logger),
    ]);
    if (engine !== undefined) opened.push(() => engine.stop());
    opened.push(() => log.close());
    const store = openStore(access);
    opened.push(() => store.close());
    await Promise.all([log.createTopics(TOPICS), migrate(store, migrationTarget(project))]);
    await writeDefinitions(store, project.goals, project.owners, metrics, Date.now());
    const runs = await Runs.open(log);
    return { project, secrets, lock, log, store, storeAccess: access, engine, runs, logger, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function migrationTarget({ config }: Project): { database: string; biDatabase: string } {
  return { database: config.store.database, biDatabase: 'bi' };
}

async function openEngine(
  project: Project,
  secrets: Secrets,
  port: number,
  logger: Logger,
): Promise<{ engine: Engine | undefined; access: StoreAccess }> {
  const { url, username, password, database, memory } = project.config.store;
  if (url !== undefined) {
    return { engine: undefined, access: { url, username, password, database } };
  }
  const engine = await startEngine({
    dir: join(project.dataDir, 'store'),
    port,
    memoryBytes: memory * 1024 * 1024,
    users: {
      admin: { name: ADMIN_USER, password: secrets.admin },
      bi: { name: BI_USER, password: secrets.bi },
    },
    logger,
  });
  return {
    engine,
    access: { url: engine.url, username: ADMIN_USER, password: secrets.admin, database },
  };
}
