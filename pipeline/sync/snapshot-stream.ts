import type { DatabaseSync } from 'node:sqlite';
import type { Snapshot } from '../../connectors/connector.ts';
import type { Claim, Claimed, SnapshotStream } from './snapshot-index.ts';
import { inTransaction } from './snapshot-schema.ts';

interface Entry {
  readonly generation: number;
  readonly position: number;
  readonly copies: number;
  readonly version: number;
  readonly hash: string;
}

type Row = Record<string, number>;

const INSERT = `
  INSERT INTO entries (stream, id, scope, generation, position, copies, version, hash, batch)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO`;
const UPSERT = `${INSERT} UPDATE SET scope = excluded.scope, generation = excluded.generation,
    position = excluded.position, copies = excluded.copies, version = excluded.version,
    hash = excluded.hash, batch = excluded.batch`;

/** The scope of what was deleted; no snapshot has it. */
const BURIED = '';

/** Opens one stream of the index and takes back what a run before left unconfirmed. */
export function openSnapshotStream(
  db: DatabaseSync,
  source: string,
  stream: string,
): SnapshotStream {
  const sql = statements(db);
  db.prepare('INSERT OR IGNORE INTO streams (source, stream) VALUES (?, ?)').run(source, stream);
  const found = db
    .prepare('SELECT * FROM streams WHERE source = ? AND stream = ?')
    .get(source, stream) as Row;
  const own = found['id'] ?? 0;
  let { claimed = 0, confirmed = 0, generation: newest = 0 } = found;
  if (claimed !== confirmed) {
    sql.doubt.run(own, confirmed);
    confirmed = claimed;
  }
  sql.progress.run(claimed, confirmed, newest, own);
  let deleted: Claimed[] = [];
  const scopes = new Map<string, number>();
  const scopeOf = (name: string): number => {
    const known = scopes.get(name);
    if (known !== undefined) return known;
    sql.newScope.run(own, name);
    const id = (sql.scope.get(own, name) as Row)['id'] ?? 0;
    if (scopes.size > 10_000) scopes.clear();
    scopes.set(name, id);
    return id;
  };
  const placeOf = ({ scope }: Snapshot): number => {
    if (scope === BURIED) throw new TypeError('the connector gave a snapshot without a scope');
    return scopeOf(scope);
  };
  const entry = (id: string) => sql.entry.get(own, id) as Entry | undefined;

  const settle = () => {
    for (const { id, version } of deleted) sql.bury.run(scopeOf(BURIED), own, id, version);
    deleted = [];
    sql.progress.run(claimed, confirmed, newest, own);
  };
  const startGeneration = (generation: number) => {
    if (generation <= newest) return;
    newest = generation;
    sql.forget.run(scopeOf(BURIED), generation);
  };
  const isCurrent = () => (sql.claimed.get(own) as Row)['claimed'] === claimed;
  let expectNew = true;
  const claim = (snapshot: Snapshot, { id, position, hash }: Claim): Claimed | undefined => {
    const { generation } = snapshot;
    startGeneration(generation);
    // New ids come in rows: after one, the next is added without looking for it first.
    if (expectNew) {
      const place = placeOf(snapshot);
      const added = sql.add.run(own, id, place, generation, position, 1, generation, hash, claimed);
      if (added.changes === 1) return { id, version: generation };
    }
    const base = entry(id);
    expectNew = base === undefined;
    const name = base && nameOf(id, base, snapshot.generation, position, entry);
    const old = name === undefined || name === id ? base : entry(name);
    const stored = name ?? id;
    const again = old?.generation === snapshot.generation;
    const known = old?.hash === hash;
    const version = known ? old.version : Math.max(snapshot.generation, (old?.version ?? -1) + 1);
    const scope = placeOf(snapshot);
    const copies = again ? old.copies : 1;
    sql.upsert.run(
      own,
      stored,
      scope,
      snapshot.generation,
      position,
      copies,
      version,
      hash,
      claimed,
    );
    if (stored !== id && base) sql.copies.run(numberOf(id, stored), own, id);
    return known ? undefined : { id: stored, version };
  };
  return {
    batch: (work) =>
      inTransaction(db, () => {
        claimed++;
        const result = work();
        settle();
        return { batch: claimed, result };
      }),
    claim,
    stale(snapshot, after, limit) {
      startGeneration(snapshot.generation);
      const rows = sql.stale.all(placeOf(snapshot), snapshot.generation, after, limit);
      return (rows as unknown as Claimed[]).map(({ id, version: old }) => {
        const version = Math.max(snapshot.generation, old + 1);
        sql.dying.run(version, claimed, own, id);
        return { id, version };
      });
    },
    scopes: () => (sql.scopes.all(own) as { name: string }[]).map(({ name }) => name),
    confirm(batch, gone) {
      confirmed = Math.max(confirmed, batch);
      deleted.push(...gone);
    },
    isCurrent,
    close: () =>
      inTransaction(db, () => {
        if (isCurrent()) settle();
      }),
  };
}

/** Which of id, "<id>#2", "<id>#3"… a record is: the one it had before, or the next free one. */
function nameOf(
  id: string,
  base: Entry,
  generation: number,
  position: number,
  entry: (id: string) => Entry | undefined,
): string {
  if (base.generation !== generation || base.position === position) return id;
  let number = 2;
  if (base.copies > 1) {
    const last = entry(`${id}#${base.copies}`);
    if (last?.generation === generation && last.position < position) number = base.copies + 1;
  }
  for (; ; number++) {
    const other = entry(`${id}#${number}`);
    if (other?.generation !== generation || other.position === position) return `${id}#${number}`;
  }
}

function numberOf(id: string, copy: string): number {
  return Number(copy.slice(id.length + 1));
}

function statements(db: DatabaseSync) {
  return {
    scope: db.prepare('SELECT id FROM scopes WHERE stream = ? AND name = ?'),
    scopes: db.prepare(
      `SELECT name FROM scopes WHERE stream = ? AND name <> ''
         AND EXISTS (SELECT 1 FROM entries WHERE entries.scope = scopes.id)`,
    ),
    newScope: db.prepare('INSERT OR IGNORE INTO scopes (stream, name) VALUES (?, ?)'),
    entry: db.prepare(
      'SELECT generation, position, copies, version, hash FROM entries WHERE stream = ? AND id = ?',
    ),
    add: db.prepare(`${INSERT} NOTHING`),
    upsert: db.prepare(UPSERT),
    copies: db.prepare('UPDATE entries SET copies = max(copies, ?) WHERE stream = ? AND id = ?'),
    doubt: db.prepare(`UPDATE entries SET hash = '' WHERE stream = ? AND batch > ?`),
    progress: db.prepare(
      'UPDATE streams SET claimed = ?, confirmed = ?, generation = ? WHERE id = ?',
    ),
    claimed: db.prepare('SELECT claimed FROM streams WHERE id = ?'),
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
  };
}
