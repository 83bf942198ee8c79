import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { foreignPart, type Evidence } from '../integrity/foreign-part.ts';
import { IntegrityError } from '../integrity/integrity-error.ts';
import { logIdOf, logsOf, type IdentityFault } from '../integrity/identities.ts';
import type { Log } from '../log/log.ts';
import type { Store } from '../store/store.ts';
import { customerKeyFits } from '../sync/customer-key.ts';

/** The error that says why log and store can't be used together, and which of them is foreign. */
export async function integrityError(
  fault: IdentityFault,
  { dataDir, log, store }: { dataDir: string; log: Log; store: Store },
): Promise<IntegrityError> {
  if (fault !== 'mixed') return new IntegrityError(fault, dataDir);
  const evidence = { ...(await evidenceOf(dataDir, log)), storesLogs: await logsOf(store) };
  const foreign = foreignPart(evidence);
  return new IntegrityError(foreign === undefined ? fault : `${foreign}-foreign`, dataDir);
}

/** Whether a log whose store is lost is of another data folder than all else that is there. */
export async function isLogForeign(dataDir: string, log: Log): Promise<boolean> {
  const { log: own, followed, keyFits } = await evidenceOf(dataDir, log);
  if (keyFits === true || followed.includes(own)) return false;
  return keyFits === false || followed.length > 0;
}

async function evidenceOf(dataDir: string, log: Log): Promise<Omit<Evidence, 'storesLogs'>> {
  return {
    log: (await logIdOf(log)) ?? '',
    followed: await followedLogs(join(dataDir, 'snapshots')),
    keyFits: await customerKeyFits(dataDir, log),
  };
}

/** The logs that the indexes were used with; an index that can't be read tells nothing. */
async function followedLogs(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const logs = names
    .filter((name) => name.endsWith('.db'))
    .map((name) => followedBy(join(folder, name)));
  return [...new Set(logs.filter((log) => log !== undefined))];
}

function followedBy(path: string): string | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    const log = db.prepare('SELECT log FROM followed').get()?.['log'];
    return log === undefined ? undefined : String(log);
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}
