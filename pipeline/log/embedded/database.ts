import { DatabaseSync } from 'node:sqlite';
import { systemSentence } from '../../system-error.ts';
import { LogError } from '../log.ts';

const SCHEMA = `
  create table if not exists topics(
    id integer primary key, name text not null unique, partitions integer not null,
    cleanup text not null, retain_ms integer);
  create table if not exists partitions(
    topic integer not null, partition integer not null, end integer not null,
    primary key(topic, partition)) without rowid;
  create table if not exists offsets(
    topic integer not null, partition integer not null, "group" text not null, next integer not null,
    primary key(topic, partition, "group")) without rowid;
  create table if not exists latest(
    topic integer not null, key text not null, offset integer not null,
    primary key(topic, key)) without rowid;
`;

/**
 * Opens (or creates) the log's file for this process alone: a second process gets a LogError.
 * Every commit is on disk before it returns (WAL, synchronous=FULL), and what is removed or replaced
 * is overwritten (secure_delete).
 */
export function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 500 });
    db.exec(`
      pragma page_size = 16384; pragma locking_mode = exclusive; pragma journal_mode = wal;
      pragma synchronous = full; pragma secure_delete = on; pragma wal_autocheckpoint = 2000; pragma cache_size = -8192;
      begin immediate; ${SCHEMA} commit;
    `);
    return db;
  } catch (error) {
    db?.close();
    throw toLogError(error, `open the log ${path}`);
  }
}

/** Runs the work in one transaction; undoes all of it and throws a LogError where any of it fails. */
export function inTransaction<T>(db: DatabaseSync, doing: string, work: () => T): T {
  try {
    db.exec('begin immediate');
    const result = work();
    db.exec('commit');
    return result;
  } catch (error) {
    rollBack(db);
    throw toLogError(error, doing);
  }
}

/** Empties the file beside the database that changes go to first: it may hold what was replaced. */
export function emptyWal(db: DatabaseSync): void {
  db.exec('pragma wal_checkpoint(truncate)');
}

function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec('rollback');
  } catch {
    // A failed rollback changes nothing: SQLite undoes the transaction at the next open.
  }
}

const REPAIR =
  'goalstream repair puts it aside and brings back what was in it; or restore the data folder from a backup';

const MENDS: Readonly<Record<number, { text: string; retry: boolean; damaged?: true }>> = {
  5: { text: 'it is in use by another process; stop that one first', retry: true },
  8: { text: 'it is read-only; make the file and its folder writable', retry: false },
  10: { text: 'the disk reported an I/O error; check the disk', retry: true },
  11: { text: `the file is damaged; ${REPAIR}`, retry: false, damaged: true },
  13: { text: 'the disk is full; free some space, nothing acknowledged is lost', retry: true },
  14: { text: 'it cannot be opened; check that the folder exists and is writable', retry: false },
  26: { text: `the file is not a log; ${REPAIR}`, retry: false, damaged: true },
};

/** Names what failed and the mend, from SQLite's error code. A LogError is passed on as it is. */
export function toLogError(error: unknown, doing: string): LogError {
  if (error instanceof LogError) return error;
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
  const mend = MENDS[code & 0xff];
  if (mend === undefined && systemSentence(error) !== undefined) {
    const text = `could not ${doing}: ${systemSentence(error)?.replace(/\.$/, '')}`;
    return new LogError(text, { retry: false, cause: error });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new LogError(`could not ${doing}: ${mend ? `${mend.text} (${reason})` : reason}`, {
    retry: mend?.retry ?? false,
    damaged: mend?.damaged === true,
    cause: error,
  });
}
