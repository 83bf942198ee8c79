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

/**
 * Changes of the schema since the first one; user_version counts those that were made.
 *
 * 1: sets that are read whole before anything of them counts. `staged` is 1 for an entry whose
 * content waits in the spool of its scope (`was` is the hash of what the log has), 2 where the log
 * has nothing of it yet. A row of `stagings` is a set that is being read, or `complete`: then
 * `released` of its spool's `bytes` are in the log, and what it no longer has is deleted after that
 * where `deletes`. A scope knows how many records its last reading `rejected`, its `parts` (a JSON
 * list), and how many `letters` of the reading `lettered` are in the log.
 *
 * 2: `decided` is the reading of a scope whose losses were looked at and may be.
 */
const CHANGES = [
  `ALTER TABLE entries ADD COLUMN staged INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE entries ADD COLUMN was TEXT NOT NULL DEFAULT '';
   ALTER TABLE scopes ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE scopes ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
   ALTER TABLE scopes ADD COLUMN lettered INTEGER NOT NULL DEFAULT -1;
   ALTER TABLE scopes ADD COLUMN letters INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX scopes_rejected ON scopes (stream) WHERE rejected > 0;
   CREATE TABLE stagings (
     scope INTEGER PRIMARY KEY,
     stream INTEGER NOT NULL,
     name TEXT NOT NULL,
     generation INTEGER NOT NULL,
     complete INTEGER NOT NULL DEFAULT 0,
     deletes INTEGER NOT NULL DEFAULT 0,
     bytes INTEGER NOT NULL DEFAULT 0,
     released INTEGER NOT NULL DEFAULT 0
   ) STRICT;`,
  `ALTER TABLE scopes ADD COLUMN decided INTEGER NOT NULL DEFAULT -1;`,
];

/** Opens the index's database and brings it to the newest schema. @param durable on commit. */
export function openDatabase(path: string, durable: boolean): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = -8000;');
  db.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'OFF'};`);
  db.exec(SCHEMA);
  inTransaction(db, () => upgrade(db));
  return db;
}

function upgrade(db: DatabaseSync): void {
  const made = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (made > CHANGES.length) {
    throw new Error('the index of snapshots was written by a newer goalstream; install that one');
  }
  if (made === CHANGES.length) return;
  for (const change of CHANGES.slice(made)) db.exec(change);
  db.exec(`PRAGMA user_version = ${CHANGES.length}`);
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
