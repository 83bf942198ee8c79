import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Project } from '../config/load-project.ts';
import { Letters } from '../dead-letters/letters.ts';
import { Agreed } from '../goals/agreed.ts';
import type { GoalChange } from '../goals/changes.ts';
import { lockDataDir, readInstance, type DataDirLock } from '../instance-lock.ts';
import type { LogAccess } from '../log/access.ts';
import type { Log } from '../log/log.ts';
import { openStore } from '../store/clickhouse-store.ts';
import { EngineOpenError, startEngine, type Engine } from '../store/engine-process.ts';
import { migrate } from '../store/migrate.ts';
import { checkIdentities, type IdentityFault } from '../integrity/identities.ts';
import { UnreadableStoreError } from '../integrity/integrity-error.ts';
import { checkTables } from '../integrity/tables.ts';
import { isCopyEqual } from '../integrity/log-copy.ts';
import { publishDamage } from '../integrity/publish-damage.ts';
import { Seals } from '../integrity/seals.ts';
import { checkOpenFiles } from '../open-files.ts';
import { StoreError, type Store } from '../store/store.ts';
import { commandTopic, EMBEDDED_PARTITIONS, topicsWith } from '../topics.ts';
import { integrityError } from './foreign-part.ts';
import { GoalDesk } from './goal-desk.ts';
import { openLogger } from './logger.ts';
import { openLog } from './open-log.ts';
import { Runs } from './runs.ts';
import { readSecrets, type Secrets } from './secrets.ts';
import { NoStoreError } from './start-errors.ts';

/** How to reach the store; what worker threads are given. */
export interface StoreAccess {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** Where blocks are handed over to an engine on this machine. */
  readonly blocksDir?: string;
}

/** The parts that everything runs on, opened. */
export interface Runtime {
  readonly project: Project;
  readonly secrets: Secrets;
  /** Absent where log and store are servers, which many processes share. */
  readonly lock: DataDirLock | undefined;
  readonly log: Log;
  /** Access to the log for one more thread. */
  readonly shareLog: () => { readonly access: LogAccess; readonly transfer: MessagePort[] };
  readonly store: Store;
  readonly storeAccess: StoreAccess;
  /** Absent where the store is a ClickHouse server. */
  readonly engine: Engine | undefined;
  readonly runs: Runs;
  /** The goals in force and their history. */
  readonly agreed: Agreed;
  readonly desk: GoalDesk;
  /** How the goal files differ from what is agreed: it takes `goals apply`. */
  readonly notAgreed: readonly GoalChange[];
  readonly letters: Letters;
  /** Log and store do not belong together; there only where the runtime was opened for a repair. */
  readonly fault: IdentityFault | undefined;
  /** The log is taken as it is: what it lacked is made good. */
  readonly trustLog: () => void;
  /** Keeps what the store should hold, and notices what it has lost. */
  readonly seals: Seals;
  readonly logger: Logger;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  /** Port of the embedded engine for BI tools; 0 takes a free one. */
  readonly storePort: number;
  /** Use the store of the process that runs on the data folder, where there is no server. */
  readonly join?: boolean;
  /** Agree changed goals that need no reason; default true. */
  readonly agree?: boolean;
  /** Open log and store although they do not belong together: to repair them, or to tell. */
  readonly damaged?: boolean;
}

/** The name of the embedded engine's read-only user. */
export const BI_USER = 'bi';

const ADMIN_USER = 'goalstream';

/** A store that lacked it had no table. */
const FIRST_MIGRATION = '0001-tables';

/**
 * Opens log and store, migrated, and locks the data folder where one of them is embedded.
 * @throws DataDirBusyError where another process runs on the folder.
 * @throws NoStoreError where there is no store to join.
 * @throws IntegrityError where log and store do not belong together.
 * @throws UnreadableStoreError where the embedded store's files can't be read.
 */
export async function openRuntime(project: Project, options: RuntimeOptions): Promise<Runtime> {
  if (isEmbedded(project)) checkOpenFiles();
  const secrets = await readSecrets(project.dataDir);
  const lock = ownsFolder(project, options) ? lockDataDir(project.dataDir) : undefined;
  const { logger, close: closeLogger } = openLogger(project.dataDir);
  const opened: (() => Promise<void> | void)[] = [() => lock?.release(), closeLogger];
  const close = async (): Promise<void> => {
    for (const step of opened.splice(0).toReversed()) await step();
  };
  try {
    const [{ log, share, torn, trust }, { engine, access }] = await settled([
      openLog(project).then((shared) => {
        opened.push(() => shared.log.close());
        return shared;
      }),
      openStoreServer(project, secrets, options, logger).then((server) => {
        opened.push(() => server.engine?.stop());
        return server;
      }),
    ]);
    const store = openStore(access);
    opened.push(() => store.close());
    const [migrations] = await Promise.all([
      migrate(store, migrationTarget(project)),
      createTopics(project, log),
    ]);
    await checkTables(store);
    const identities = await checkIdentities(log, store, migrations.includes(FIRST_MIGRATION));
    const fault = identities.fault ?? ((await isTorn(torn, store, log)) ? 'log-torn' : undefined);
    if (fault !== undefined && options.damaged !== true) {
      logger.error({ fault }, 'log and store do not belong together');
      throw await integrityError(fault, { dataDir: project.dataDir, log, store });
    }
    const seals = new Seals({ store, log, embedded: isEmbedded(project), now: Date.now });
    if (fault === undefined) {
      await lookForLosses(seals, logger);
      await publishDamage(store, log);
    }
    if (engine !== undefined) engine.onRestart = () => lookAgain(seals, logger);
    const agreed = new Agreed(log);
    const desk = new GoalDesk({ project, log, store, agreed }, Date.now);
    const notAgreed = fault === undefined ? await desk.agreeAtStart(options.agree) : [];
    return {
      project,
      secrets,
      lock,
      log,
      shareLog: share,
      store,
      storeAccess: access,
      engine,
      runs: new Runs(log, Date.now),
      agreed,
      desk,
      notAgreed,
      letters: new Letters(log, Date.now),
      fault,
      trustLog: trust,
      seals,
      logger,
      close,
    };
  } catch (error) {
    await close();
    throw isEmbedded(project) && isUnreadable(error)
      ? new UnreadableStoreError(project.dataDir, error)
      : error;
  }
}

/** What another try can't help is in the files. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof EngineOpenError || (error instanceof StoreError && !error.retry);
}

/** Waits for both, so that what was opened can be closed when the other fails. */
async function settled<A, B>([a, b]: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

/** What was lost while nothing ran is noticed before anything is read from the store. */
async function lookForLosses(seals: Seals, logger: Logger): Promise<void> {
  const lost = await seals.seal();
  if (lost > 0) logger.error({ parts: lost }, 'the store has lost parts that it held');
}

/** A log whose agreed goals are other than they were copied has lost or changed records too. */
async function isTorn(torn: boolean, store: Store, log: Log): Promise<boolean> {
  return torn || !(await isCopyEqual(store, log));
}

/** An engine that died and was started again may have put parts aside. */
function lookAgain(seals: Seals, logger: Logger): void {
  lookForLosses(seals, logger).catch((error: unknown) => {
    logger.error({ err: error }, 'the parts of the store could not be looked at');
  });
}

function isEmbedded({ config }: Project): boolean {
  return config.store.url === undefined;
}

function ownsFolder({ config }: Project, { join: joins }: RuntimeOptions): boolean {
  if (config.log.kafka === undefined) return true;
  return config.store.url === undefined && joins !== true;
}

function createTopics({ config, connections }: Project, log: Log): Promise<void> {
  const count = config.log.kafka?.partitions;
  const partitions = count === undefined ? EMBEDDED_PARTITIONS : { facts: count, marks: count };
  return log.createTopics([
    ...topicsWith(partitions),
    ...connections.map(({ name }) => commandTopic(name)),
  ]);
}

function migrationTarget({ config }: Project): { database: string; biDatabase: string } {
  return { database: config.store.database, biDatabase: 'bi' };
}

async function openStoreServer(
  project: Project,
  secrets: Secrets,
  { storePort, join: joins }: RuntimeOptions,
  logger: Logger,
): Promise<{ engine: Engine | undefined; access: StoreAccess }> {
  const { url, username, password, database, memory } = project.config.store;
  if (url !== undefined) {
    return { engine: undefined, access: { url, username, password, database } };
  }
  const dir = join(project.dataDir, 'store');
  const blocksDir = join(dir, 'blocks');
  const embedded = { username: ADMIN_USER, password: secrets.admin, database, blocksDir };
  if (joins === true) return { engine: undefined, access: { url: joined(project), ...embedded } };
  await emptyFolder(blocksDir);
  const engine = await startEngine({
    dir,
    biPort: storePort,
    memoryBytes: memory * 1024 * 1024,
    users: {
      admin: { name: ADMIN_USER, password: secrets.admin },
      bi: { name: BI_USER, password: secrets.bi },
    },
    logger,
  });
  return { engine, access: { url: engine.url, ...embedded } };
}

/** What was handed over when a process was killed is there no more. */
async function emptyFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true, mode: 0o700 });
}

function joined({ dataDir }: Project): string {
  const url = readInstance(dataDir)?.storeUrl;
  if (url !== undefined) return url;
  throw new NoStoreError(
    `there is no store to write to. Mend: set store.url to a ClickHouse server, or start goalstream up on ${dataDir} first.`,
  );
}
