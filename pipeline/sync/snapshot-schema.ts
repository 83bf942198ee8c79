import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/**
 * One row an id of a stream that a snapshot had. `hash` is the content last appended to the log,
 * '' where that is not certain. `version` is the greatest version given to it. `generation` and
 * `position` say which record of which reading claimed it; `copies` how many ids "<id>#n" it has.
 * A row in the scope '' is deleted: it keeps the deletion's version for a while.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS followed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    log TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    stream TEXT NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0,
    claimed INTEGER NOT NULL DEFAULT 0,
    confirmed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (source, stream)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS scopes (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (stream, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS entries (
    stream INTEGER NOT NULL,
    id TEXT NOT NULL,
    scope INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    version INTEGER NOT NULL,
    hash TEXT NOT NULL,
    batch INTEGER NOT NULL,
    PRIMARY KEY (stream, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entries_by_scope ON entries (scope);
`;

/** Opens the index's database, durable on commit. */
export function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;');
  db.exec(SCHEMA);
  return db;
}

/** The id that the index got when it was made. */
export function identityOf(db: DatabaseSync): string {
  db.prepare('INSERT OR IGNORE INTO identity (one, id) VALUES (1, ?)').run(randomUUID());
  return String(db.prepare('SELECT id FROM identity').get()?.['id']);
}

/** Runs work in one transaction, or in the one that runs already. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work();
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
