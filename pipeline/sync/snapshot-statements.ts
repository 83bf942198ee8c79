import type { DatabaseSync } from 'node:sqlite';

const INSERT = `
  INSERT INTO entries
    (stream, id, scope, generation, position, copies, version, hash, batch, staged, was)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO`;
const UPSERT = `${INSERT} UPDATE SET scope = excluded.scope, generation = excluded.generation,
    position = excluded.position, copies = excluded.copies, version = excluded.version,
    hash = excluded.hash, batch = excluded.batch, staged = excluded.staged, was = excluded.was`;

/** What a stream of the index asks of its database. */
export function statements(db: DatabaseSync) {
  return {
    scope: db.prepare('SELECT id FROM scopes WHERE stream = ? AND name = ?'),
    scopes: db.prepare(
      `SELECT name FROM scopes WHERE stream = ? AND name <> ''
         AND EXISTS (SELECT 1 FROM entries WHERE entries.scope = scopes.id)`,
    ),
    newScope: db.prepare('INSERT OR IGNORE INTO scopes (stream, name) VALUES (?, ?)'),
    outcome: db.prepare(
      'SELECT rejected, parts, decided, lettered, letters FROM scopes WHERE id = ?',
    ),
    keepOutcome: db.prepare('UPDATE scopes SET rejected = ?, parts = ? WHERE id = ?'),
    decide: db.prepare('UPDATE scopes SET decided = ? WHERE id = ?'),
    keepLetters: db.prepare('UPDATE scopes SET lettered = ?, letters = ? WHERE id = ?'),
    rejected: db.prepare('SELECT id, rejected FROM scopes WHERE stream = ? AND rejected > 0'),
    entry: db.prepare(
      `SELECT scope, generation, position, copies, version, hash, batch, staged, was
       FROM entries WHERE stream = ? AND id = ?`,
    ),
    add: db.prepare(`${INSERT} NOTHING`),
    upsert: db.prepare(UPSERT),
    touch: db.prepare(
      `UPDATE entries SET scope = ?, generation = ?, position = ?, copies = ?
       WHERE stream = ? AND id = ?`,
    ),
    copies: db.prepare('UPDATE entries SET copies = max(copies, ?) WHERE stream = ? AND id = ?'),
    doubt: db.prepare(`UPDATE entries SET hash = '' WHERE stream = ? AND batch > ? AND staged = 0`),
    progress: db.prepare(
      'UPDATE streams SET claimed = ?, confirmed = ?, generation = ? WHERE id = ?',
    ),
    claimed: db.prepare('SELECT claimed FROM streams WHERE id = ?'),
    counted: db.prepare(
      `SELECT count(*) AS all_of_it, count(*) FILTER (WHERE generation <> ?2) AS stale
       FROM entries WHERE scope = ?1`,
    ),
    facts: db.prepare('SELECT count(*) AS n FROM entries WHERE stream = ? AND scope <> ?'),
    stale: db.prepare(
      `SELECT id, version FROM entries
       WHERE scope = ? AND generation <> ? AND id > ? ORDER BY id LIMIT ?`,
    ),
    dying: db.prepare(
      `UPDATE entries SET hash = '', version = ?, batch = ? WHERE stream = ? AND id = ?`,
    ),
    bury: db.prepare(
      `UPDATE entries SET scope = ?, generation = -1, copies = 1, hash = ''
       WHERE stream = ? AND id = ? AND version = ? AND hash = ''`,
    ),
    forget: db.prepare('DELETE FROM entries WHERE scope = ? AND version < ?'),
    stagings: db.prepare('SELECT * FROM stagings WHERE stream = ? ORDER BY scope'),
    begin: db.prepare(
      'INSERT OR REPLACE INTO stagings (scope, stream, name, generation) VALUES (?, ?, ?, ?)',
    ),
    complete: db.prepare(
      'UPDATE stagings SET complete = 1, deletes = ?, bytes = ? WHERE scope = ?',
    ),
    released: db.prepare('UPDATE stagings SET released = ? WHERE scope = ?'),
    end: db.prepare('DELETE FROM stagings WHERE scope = ?'),
    unstage: db.prepare(`UPDATE entries SET staged = 0, was = '' WHERE scope = ? AND staged > 0`),
    doubtStaged: db.prepare(
      `UPDATE entries SET staged = 0, was = '', hash = '' WHERE scope = ? AND staged > 0`,
    ),
    restore: db.prepare(
      `UPDATE entries SET staged = 0, hash = was, was = '' WHERE scope = ? AND staged = 1`,
    ),
    buryStaged: db.prepare(
      `UPDATE entries SET staged = 0, hash = '', scope = ?2, generation = -1, copies = 1
       WHERE scope = ?1 AND staged = 2`,
    ),
  };
}
