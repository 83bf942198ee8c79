import type { DatabaseSync } from 'node:sqlite';
import type { Snapshot } from '../../connectors/connector.ts';
import { BURIED, openClaims } from './claims.ts';
import { SetReading } from './set-reading.ts';
import type { Claimed, Confirmed, Letters, SnapshotStream } from './snapshot-index.ts';
import { inTransaction } from './snapshot-schema.ts';
import { statements } from './snapshot-statements.ts';
import { readSpool, removeSpool, SpoolError, SpoolWriter } from './spool.ts';

type Row = Record<string, number>;
type StagingRow = Row & { readonly name: string };
interface Outcome {
  readonly rejected: number;
  readonly parts: string;
  readonly decided: number;
  readonly lettered: number;
  readonly letters: number;
}

/** Blocks of a spool between two notes of how far it is in the log. */
const NOTE_EVERY = 16;

/** Opens one stream of the index and takes back what a run before left unconfirmed. */
export function openSnapshotStream(
  db: DatabaseSync,
  place: { readonly path: string; readonly durable: boolean },
  { source, stream }: { readonly source: string; readonly stream: string },
): SnapshotStream {
  const sql = statements(db);
  db.prepare('INSERT OR IGNORE INTO streams (source, stream) VALUES (?, ?)').run(source, stream);
  const found = db
    .prepare('SELECT * FROM streams WHERE source = ? AND stream = ?')
    .get(source, stream) as Row;
  const own = found['id'] ?? 0;
  let { claimed = 0, confirmed = 0, generation: newest = 0 } = found;
  let scopes = new Map<string, number>();
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
  const spoolOf = (scope: number): string => `${place.path}.${scope}.spool`;
  const abandon = (scope: number): void => {
    sql.restore.run(scope);
    sql.buryStaged.run(scope, scopeOf(BURIED));
    sql.end.run(scope);
    removeSpool(spoolOf(scope));
  };
  for (const row of sql.stagings.all(own) as StagingRow[]) {
    if (row['complete'] === 0) abandon(row['scope'] ?? 0);
  }
  if (claimed !== confirmed) {
    sql.doubt.run(own, confirmed);
    confirmed = claimed;
  }
  sql.progress.run(claimed, confirmed, newest, own);

  const rejectedScopes = new Set((sql.rejected.all(own) as Row[]).map(({ id }) => id));
  const completed = new Set<number>();
  const open = new Map<string, SetReading>();
  let deleted: Claimed[] = [];
  let letters = new Map<string, Letters>();

  const settle = () => {
    for (const { id, version } of deleted) sql.bury.run(scopeOf(BURIED), own, id, version);
    for (const { scope, generation, count } of letters.values()) {
      sql.keepLetters.run(generation, count, scopeOf(scope));
    }
    deleted = [];
    letters = new Map();
    sql.progress.run(claimed, confirmed, newest, own);
  };
  const startGeneration = (generation: number) => {
    if (generation <= newest) return;
    newest = generation;
    sql.forget.run(scopeOf(BURIED), generation);
  };
  const isCurrent = () => (sql.claimed.get(own) as Row)['claimed'] === claimed;

  const reading = (snapshot: Snapshot): SetReading => {
    startGeneration(snapshot.generation);
    const known = open.get(snapshot.scope);
    if (known?.snapshot.generation === snapshot.generation) return known;
    const scope = placeOf(snapshot);
    if (known !== undefined) {
      known.spool?.close();
      abandon(scope);
      open.delete(snapshot.scope);
    }
    if (snapshot.last) return new SetReading(snapshot, scope);
    sql.begin.run(scope, own, snapshot.scope, snapshot.generation);
    const begun = new SetReading(snapshot, scope, new SpoolWriter(spoolOf(scope)));
    open.set(snapshot.scope, begun);
    return begun;
  };

  const { claim, keep } = openClaims({ sql, own, scopeOf, batch: () => claimed });
  return {
    batch(work) {
      const before = claimed;
      try {
        return inTransaction(db, () => {
          if (!isCurrent()) throw new Error(`${source}/${stream} is being synced elsewhere too`);
          claimed++;
          const result = work();
          for (const set of open.values()) set.flush();
          settle();
          return { batch: claimed, result };
        });
      } catch (error) {
        scopes = new Map();
        claimed = before;
        throw error;
      }
    },
    reading,
    claim,
    keep,
    lettersBefore({ scope, snapshot }) {
      const { lettered, letters: count } = sql.outcome.get(scope) as unknown as Outcome;
      return lettered === snapshot.generation ? count : 0;
    },
    outlook(set) {
      const { scope, fresh, parts } = set;
      const row = sql.counted.get(scope, set.snapshot.generation) as Row;
      const { all_of_it: all = 0, stale = 0 } = row;
      const outcome = sql.outcome.get(scope) as unknown as Outcome;
      const gone = (JSON.parse(outcome.parts) as string[]).filter((name) => !parts.has(name));
      const decided = outcome.decided === set.snapshot.generation;
      return { before: all - fresh, stale, fresh, present: all - stale, gone, decided };
    },
    decide: ({ scope, snapshot }) => void sql.decide.run(snapshot.generation, scope),
    complete(set, deletes) {
      const { scope, spool, rejected, parts } = set;
      if (rejected > 0 || rejectedScopes.has(scope)) completed.add(scope);
      if (rejected > 0 || parts.size > 0 || rejectedScopes.has(scope)) {
        sql.keepOutcome.run(rejected, JSON.stringify([...parts]), scope);
      }
      if (spool === undefined) return;
      set.flush();
      sql.complete.run(Number(deletes), spool.finish(place.durable), scope);
      open.delete(set.snapshot.scope);
    },
    isWithinSet: () => open.size > 0,
    unreleased: () =>
      (sql.stagings.all(own) as StagingRow[])
        .filter(({ complete }) => complete === 1)
        .map(({ name, generation = 0, deletes }) => ({
          snapshot: { scope: name, generation, last: true },
          deletes: deletes === 1,
        })),
    *release({ scope: name }, headers) {
      const scope = scopeOf(name);
      const rows = sql.stagings.all(own) as StagingRow[];
      const row: Row = rows.find((some) => some['scope'] === scope) ?? {};
      const { released = 0, bytes = 0 } = row;
      try {
        yield* readSpool(spoolOf(scope), released, bytes, headers);
      } catch (error) {
        // Which of them the log has is not known: all that the set has is appended when next seen.
        if (error instanceof SpoolError) {
          inTransaction(db, () => {
            sql.doubtStaged.run(scope);
            sql.end.run(scope);
          });
          removeSpool(spoolOf(scope));
        }
        throw error;
      }
    },
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
    confirm(batch, done: Confirmed) {
      confirmed = Math.max(confirmed, batch);
      deleted.push(...done.deleted);
      for (const some of done.letters) letters.set(some.scope, some);
      const { released, ended } = done;
      if (released !== undefined && released.block % NOTE_EVERY === 0) {
        sql.released.run(released.end, scopeOf(released.scope));
      }
      if (ended.length === 0) return;
      inTransaction(db, () => {
        settle();
        for (const { scope: name } of ended) {
          sql.unstage.run(scopeOf(name));
          sql.end.run(scopeOf(name));
        }
      });
      for (const { scope: name } of ended) removeSpool(spoolOf(scopeOf(name)));
    },
    standing() {
      const left = (sql.rejected.all(own) as Row[]).filter(({ id }) => !completed.has(id ?? 0));
      const rejected = left.reduce((sum, row) => sum + (row['rejected'] ?? 0), 0);
      return {
        rejected,
        facts:
          rejected === 0 && completed.size === 0
            ? 0
            : ((sql.facts.get(own, scopeOf(BURIED)) as Row)['n'] ?? 0),
      };
    },
    isCurrent,
    close: () => {
      for (const { spool } of open.values()) spool?.close();
      inTransaction(db, () => {
        if (!isCurrent()) return;
        for (const { scope } of open.values()) abandon(scope);
        settle();
      });
      open.clear();
    },
  };
}
