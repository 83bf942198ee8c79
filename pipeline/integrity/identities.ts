import { randomUUID } from 'node:crypto';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { GOALS_TOPIC, INTEGRITY_TOPIC } from '../topics.ts';
import { readRecorded, record } from './recorded.ts';

/** What is wrong with log and store as a pair; `log-torn`: the log lacks what it once acknowledged. */
export type IdentityFault = 'store-lost' | 'log-lost' | 'log-torn' | 'mixed';

export interface Identities {
  readonly logId: string;
  /** Absent where log and store belong together. */
  readonly fault?: IdentityFault;
}

/** What the pure comparison looks at. */
export interface Named {
  /** The log's id; undefined where it has none yet. */
  readonly log: string | undefined;
  /** The store that the log names. */
  readonly logsStore: string | undefined;
  /** Whether goalstream has worked with the log before. */
  readonly logUsed: boolean;
  /** The ids that the store goes by; several where workers started at once. */
  readonly stores: readonly string[];
  /** The logs that the store names. */
  readonly storesLogs: readonly string[];
  /** Whether the store had no table before this start. */
  readonly storeNew: boolean;
}

/**
 * Whether log and store belong together. Two that name nothing do: a first start, or data of
 * a version before identities. Pure.
 */
export function faultOf(named: Named): IdentityFault | undefined {
  const { log, logsStore, logUsed, stores, storesLogs, storeNew } = named;
  if (stores.length === 0 && storesLogs.length === 0) {
    return logsStore !== undefined || (storeNew && logUsed) ? 'store-lost' : undefined;
  }
  const knowsLog = log !== undefined && storesLogs.includes(log);
  if (knowsLog) return logsStore === undefined || stores.includes(logsStore) ? undefined : 'mixed';
  return logsStore === undefined && !logUsed ? 'log-lost' : 'mixed';
}

/**
 * Compares log and store, and makes them name each other where neither names another yet. Several
 * workers may do so at once: the log's id is the one that was written first, and a store may have
 * several.
 * @param storeNew whether the store had no table before this start.
 */
export async function checkIdentities(
  log: Pick<Log, 'append' | 'latestByKey' | 'read'>,
  store: Store,
  storeNew: boolean,
): Promise<Identities> {
  // In the reverse order of writing: who starts at the same moment is seen with all that came before.
  const logUsed = await isUsed(log);
  const logsStore = (await readRecorded(log)).get('store');
  const rows = await identityRows(store);
  const known = await logIdOf(log);
  const of = (kind: string): string[] =>
    rows.filter((row) => row.kind === kind).map(({ id }) => id);
  const [stores, storesLogs] = [of('store'), of('log')];
  const named: Named = { log: known, logsStore, logUsed, stores, storesLogs, storeNew };
  const fault = faultOf(named);
  const logId = known ?? (await newLogId(log));
  if (fault !== undefined) return { logId, fault };
  await link(log, store, logId, named);
  return { logId };
}

/** Makes log and store name each other, whatever they named before. */
export async function relink(
  log: Pick<Log, 'append' | 'latestByKey' | 'read'>,
  store: Store,
): Promise<void> {
  const logId = (await logIdOf(log)) ?? (await newLogId(log));
  const rows = await identityRows(store);
  const others = rows.filter(({ kind, id }) => kind === 'log' && id !== logId);
  await writeRows(store, others, 1);
  const stores = rows.filter(({ kind }) => kind === 'store').map(({ id }) => id);
  await link(log, store, logId, { logsStore: undefined, stores, storesLogs: [] });
}

async function link(
  log: Pick<Log, 'append'>,
  store: Store,
  logId: string,
  { logsStore, stores, storesLogs }: Pick<Named, 'logsStore' | 'stores' | 'storesLogs'>,
): Promise<void> {
  const storeId = stores[0] ?? randomUUID();
  const rows = [
    ...(stores.length > 0 ? [] : [{ kind: 'store', id: storeId }]),
    ...(storesLogs.includes(logId) ? [] : [{ kind: 'log', id: logId }]),
  ];
  await writeRows(store, rows, 0);
  if (logsStore === undefined) await record(log, { store: storeId });
}

/** The log's id: whichever was written first, which stays so while workers start at once. */
export async function logIdOf(log: Pick<Log, 'read'>): Promise<string | undefined> {
  for await (const records of log.read(INTEGRITY_TOPIC)) {
    const found = records.find(({ key, value }) => key.startsWith('log/') && value !== null);
    if (found !== undefined) return found.key.slice('log/'.length);
  }
  return undefined;
}

async function newLogId(log: Pick<Log, 'append' | 'read'>): Promise<string> {
  const own = randomUUID();
  await record(log, { [`log/${own}`]: '' });
  return (await logIdOf(log)) ?? own;
}

/**
 * Whether goalstream has worked with the log before: goals were agreed or streams read. Facts alone
 * may be there before its first start, from whoever else writes to the topics.
 */
async function isUsed(log: Pick<Log, 'latestByKey'>): Promise<boolean> {
  for (const topic of [GOALS_TOPIC, 'cursors', 'runs']) {
    if ((await log.latestByKey(topic)).size > 0) return true;
  }
  return false;
}

interface IdentityRow {
  readonly kind: string;
  readonly id: string;
}

/** The logs that a store names. */
export async function logsOf(store: Store): Promise<string[]> {
  return (await identityRows(store)).filter(({ kind }) => kind === 'log').map(({ id }) => id);
}

function identityRows(store: Store): Promise<IdentityRow[]> {
  return store.query<IdentityRow>('SELECT kind, id FROM identity FINAL WHERE gone = 0 ORDER BY id');
}

/** One statement, so that a crash leaves all of them or none. */
async function writeRows(store: Store, rows: readonly IdentityRow[], gone: 0 | 1): Promise<void> {
  if (rows.length === 0) return;
  await store.command(
    `INSERT INTO identity (kind, id, gone, version)
     SELECT row.1, row.2, {gone:UInt8}, toUnixTimestamp64Micro(now64(6))
     FROM (SELECT arrayJoin(arrayZip({kinds:Array(String)}, {ids:Array(String)})) AS row)`,
    { kinds: rows.map(({ kind }) => kind), ids: rows.map(({ id }) => id), gone },
  );
}
