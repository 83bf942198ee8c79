import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** SQLite's words for a file that is not what it wrote. */
const DAMAGED = /malformed|not a database/;

function isDamaged(path: string): boolean {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    return db.prepare('PRAGMA quick_check').get()?.['quick_check'] !== 'ok';
  } catch (error) {
    if (DAMAGED.test(String(error))) return true;
    throw error;
  } finally {
    db?.close();
  }
}

const { dataDir, names } = workerData as { dataDir: string; names: readonly string[] };
parentPort?.postMessage(names.filter((name) => isDamaged(join(dataDir, name))));
