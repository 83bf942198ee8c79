import type { DatabaseSync } from 'node:sqlite';
import type { Snapshot } from '../../connectors/connector.ts';
import type { LogRecord } from '../log/log.ts';
import type { SetReading } from './set-reading.ts';
import type { SetOutlook } from './shrink-guard.ts';
import { identityOf, inTransaction, openDatabase } from './snapshot-schema.ts';
import { openSnapshotStream } from './snapshot-stream.ts';
import type { SpoolBlock } from './spool.ts';

/** A record of a snapshot, as the index needs it. */
export interface Claim {
  readonly id: string;
  readonly position: number;
  /** Of the fact's content without version and time of observation; never ''. */
  readonly hash: string;
}

/** An id and the version it is to be appended with. */
export interface Claimed {
  readonly id: string;
  readonly version: number;
}

/** How many rejected records of a reading have their letters in the log. */
export interface Letters {
  readonly scope: string;
  readonly generation: number;
  readonly count: number;
}

/** What is in the log with a batch. */
export interface Confirmed {
  readonly deleted: readonly Claimed[];
  readonly letters: readonly Letters[];
  /** The set whose spool is in the log up to here, and which of its blocks that was. */
  readonly released?: { readonly scope: string; readonly end: number; readonly block: number };
  /** Sets that were staged and are in the log whole, deletions included. */
  readonly ended: readonly Pick<Snapshot, 'scope'>[];
}

/** A set that was read to its end and is not in the log whole. */
export interface Unreleased {
  readonly snapshot: Snapshot;
  /** Whether what it no longer has is to be deleted. */
  readonly deletes: boolean;
}

/**
 * What snapshots of one stream had. The order that survives a crash at any point: claim (durable
 * here) → append to the log → confirm. What was claimed and not confirmed is appended again when it
 * is next seen, and an id that was claimed is never forgotten before its deletion is in the log.
 *
 * A set of several pages counts once it was read to its end: claim → stage (what changed goes to a
 * spool beside the index) → complete → release (the spool goes to the log, then the deletions) →
 * end. A crash before it is complete takes all back; a crash after it goes on with the release,
 * without the source.
 */
export interface SnapshotStream {
  /** Runs several claims as one durable step, its number being their batch. */
  batch<T>(work: () => T): { readonly batch: number; readonly result: T };
  /** The reading that a page of a set belongs to; it begins with the set's first page. Within `batch` only. */
  reading(snapshot: Snapshot): SetReading;
  /** Claims an id. Undefined where the log has this content already. Within `batch` only. */
  claim(set: SetReading, claim: Claim): Claimed | undefined;
  /** The fact of a record that can't be read stays as it is. Within `batch` only. */
  keep(set: SetReading, record: Pick<Claim, 'id' | 'position'>): void;
  /** How many letters of this reading the log has from an attempt before. */
  lettersBefore(set: SetReading): number;
  /** What the set would lose if it ended here. */
  outlook(set: SetReading): SetOutlook & { readonly decided: boolean };
  /** What this reading loses may be lost: after a crash it is not asked again. Within `batch` only. */
  decide(set: SetReading): void;
  /** The set was read to its end and may count. Within `batch` only. */
  complete(set: SetReading, deletes: boolean): void;
  /** Whether a set was begun and not read to its end. */
  isWithinSet(): boolean;
  /** Sets whose release a crash interrupted. */
  unreleased(): readonly Unreleased[];
  /** The messages of a complete set that the log may lack. @throws SpoolError */
  release(snapshot: Snapshot, headers: LogRecord['headers']): Generator<SpoolBlock>;
  /**
   * The next ids of a complete scope that this generation did not have, after `after`; they are to
   * be appended as deletions. Within `batch` only.
   */
  stale(snapshot: Snapshot, after: string, limit: number): readonly Claimed[];
  /** The scopes of which facts stand in the log, in no order. */
  scopes(): readonly string[];
  /** The batch, and all before it, are in the log. */
  confirm(batch: number, done: Confirmed): void;
  /**
   * Rejected records of sets that this run did not read again, and, where there are some, the facts
   * of the stream.
   */
  standing(): { readonly rejected: number; readonly facts: number };
  /** Whether nobody has claimed anything since by another handle. If not, this one is to be closed. */
  isCurrent(): boolean;
  /** Writes what was confirmed since the last batch; takes back sets that were not read to their end. */
  close(): void;
}

export interface SnapshotIndex {
  /** Tells this index from those of other data folders. */
  readonly id: string;
  /** Opens a stream for one run; two runs of one stream at a time are an error. */
  open(source: string, stream: string): SnapshotStream;
  /** Runs batches of several streams as one durable step. Where it throws, they are to be opened anew. */
  together<T>(work: () => T): T;
  /**
   * Trusts nothing that the log had of a source: whatever its sets have is appended again when it
   * is next seen, in greater versions. The cursors are to be forgotten too, so that it is seen.
   * Not while a sync or a refresh of the source runs.
   */
  forget(source: string): void;
  /**
   * The log that the index goes with, from the first call on. Of another one it trusts nothing: that
   * has not what this index knows of the source.
   * @returns whether it was another.
   */
  follow(source: string, log: string): boolean;
  /** What has gone from a source's sets of late: its deletions may be appended again. */
  deletions(source: string): readonly (Claimed & { readonly stream: string })[];
  close(): void;
}

export interface SnapshotIndexOptions {
  /** Default true. false: a power cut may take back what was committed last; for tests. */
  readonly durable?: boolean;
}

/** Opens the index over an SQLite file (created where missing). Spools lie beside it. */
export function openSnapshotIndex(
  path: string,
  { durable = true }: SnapshotIndexOptions = {},
): SnapshotIndex {
  const db: DatabaseSync = openDatabase(path, durable);
  const running = new Set<string>();
  return {
    id: identityOf(db),
    open(source, stream) {
      const key = JSON.stringify([source, stream]);
      if (running.has(key)) throw new Error(`a sync of ${source}/${stream} is running already`);
      const opened = inTransaction(db, () =>
        openSnapshotStream(db, { path, durable }, { source, stream }),
      );
      running.add(key);
      return {
        ...opened,
        close() {
          running.delete(key);
          opened.close();
        },
      };
    },
    together: (work) => inTransaction(db, work),
    forget: (source) => inTransaction(db, () => forgetSource(db, source)),
    follow: (source, log) => inTransaction(db, () => followLog(db, source, log)),
    deletions: (source) => deletionsOf(db, source),
    close: () => db.close(),
  };
}

function forgetSource(db: DatabaseSync, source: string): void {
  const own = 'SELECT id FROM streams WHERE source = ?';
  db.prepare(`UPDATE entries SET hash = '', was = '' WHERE stream IN (${own})`).run(source);
  // Handles that are open elsewhere notice by the number of claims.
  db.prepare('UPDATE streams SET claimed = claimed + 1 WHERE source = ?').run(source);
}

function followLog(db: DatabaseSync, source: string, log: string): boolean {
  const known = db.prepare('SELECT log FROM followed').get()?.['log'];
  if (known === log) return false;
  if (known !== undefined) forgetSource(db, source);
  db.prepare('INSERT OR REPLACE INTO followed (one, log) VALUES (1, ?)').run(log);
  return known !== undefined;
}

function deletionsOf(
  db: DatabaseSync,
  source: string,
): readonly (Claimed & { readonly stream: string })[] {
  const rows = db
    .prepare(
      `SELECT streams.stream AS stream, entries.id AS id, version FROM entries
       JOIN scopes ON scopes.id = entries.scope JOIN streams ON streams.id = entries.stream
       WHERE streams.source = ? AND scopes.name = ''`,
    )
    .all(source);
  return rows.map(({ stream, id, version }) => ({
    stream: String(stream),
    id: String(id),
    version: Number(version),
  }));
}

/** Closes a stream after a failure, which is the one to be told. */
export function closeQuietly(stream: SnapshotStream | undefined): void {
  try {
    stream?.close();
  } catch {
    // The failure came first.
  }
}
