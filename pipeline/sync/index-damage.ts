import { DatabaseSync } from 'node:sqlite';

/**
 * SQLite's words for a file that is not what it wrote, and no others: other files of SQLite say what
 * they are in errors of their own.
 */
const DAMAGED = /^(Error: )?(database disk image is malformed|file is not a database)$/;

/** What to do about an index of snapshots that can't be read. */
export const INDEX_FIX =
  'goalstream repair puts the damaged index of snapshots aside and reads the connection again';

/** Whether an error says that the index's file is damaged. */
export function isIndexDamage(error: unknown): boolean {
  return DAMAGED.test(error instanceof Error ? error.message : String(error));
}

/** Reads the whole index of snapshots. @returns whether it is damaged. */
export function isIndexDamaged(path: string): boolean {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 5_000 });
    return db.prepare('PRAGMA quick_check').get()?.['quick_check'] !== 'ok';
  } catch (error) {
    if (isIndexDamage(error)) return true;
    throw error;
  } finally {
    db?.close();
  }
}
