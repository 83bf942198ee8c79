import { SourceError, type Cursor, type Page, type Snapshot } from '../../connectors/connector.ts';
import type { LogRecord } from '../log/log.ts';
import {
  contentOf,
  deletionMessage,
  rejectMessage,
  snapshotMessage,
  versionedMessage,
  type Origin,
} from './encode.ts';
import type { SetReading } from './set-reading.ts';
import { shrinkReason, type ShrinkLimit } from './shrink-guard.ts';
import type { Confirmed, Letters, SnapshotStream } from './snapshot-index.ts';

export interface Counts {
  records: number;
  appended: number;
  unchanged: number;
  deleted: number;
  rejected: number;
  /** Records that a part of the set before had too: with the same content, and with another. */
  repeated: number;
  contradicted: number;
}

/** A page of a sync, or of a refresh, which has no cursor. */
export type AnyPage = Omit<Page, 'cursor'> & { readonly cursor?: Cursor };

/** Messages that are appended together, and what is done once they are durable. */
export interface Batch extends Confirmed {
  readonly number: number;
  readonly facts: readonly LogRecord[];
  readonly deadLetters: readonly LogRecord[];
  readonly counts: Counts;
  /** Absent where more batches of the same pages follow, in a refresh, and within a set. */
  readonly cursor: Cursor | undefined;
}

/** How sets of a stream may shrink; undefined: as they will. */
export type Shrinking = (ShrinkLimit & { readonly mend: string }) | undefined;

/** How much it is to append pages, in records. */
export function sizeOf(pages: readonly AnyPage[]): number {
  return pages.reduce((sum, { records, rejects }) => sum + records.length + rejects.length + 1, 0);
}

export function noCounts(): Counts {
  const numbers = { records: 0, appended: 0, unchanged: 0, deleted: 0, rejected: 0 };
  return { ...numbers, repeated: 0, contradicted: 0 };
}

/** Deletions of one batch, at most. */
const DELETIONS = 5_000;

/** What a complete set has still to append: its spool where it was staged, and deletions. */
interface Rest {
  readonly snapshot: Snapshot;
  readonly staged: boolean;
  readonly deletes: boolean;
  readonly after: string;
}

interface Draft {
  facts: LogRecord[];
  deadLetters: LogRecord[];
  deleted: Confirmed['deleted'][number][];
  letters: Letters[];
  counts: Counts;
}

/**
 * Claims the pages' records in the index and turns them into batches, the last with the cursor.
 * @throws SourceError where a set must not count as it is: nothing of the pages does then, and the
 *   last batch has their dead letters.
 */
export function* batchesOf(
  pages: readonly AnyPage[],
  index: SnapshotStream,
  origin: Origin,
  shrinking: Shrinking,
): Generator<Batch> {
  const draft = emptyDraft();
  let claimed;
  try {
    claimed = index.batch(() =>
      pages.flatMap((page) => addPage(draft, page, { index, origin, shrinking })),
    );
  } catch (error) {
    const { deadLetters, letters, counts } = draft;
    const { records, rejected } = counts;
    const kept = { ...emptyDraft(), deadLetters, letters };
    if (deadLetters.length > 0 || records > 0) {
      yield batchOf(0, { ...kept, counts: { ...noCounts(), records, rejected } });
    }
    throw error;
  }
  const rest = claimed.result;
  const cursor = index.isWithinSet() ? undefined : pages.at(-1)?.cursor;
  yield batchOf(claimed.batch, draft, rest.length === 0 ? cursor : undefined);
  yield* releaseOf(rest, index, origin, { number: claimed.batch, cursor });
}

/** Appends what complete sets have still to append. */
export function* releaseOf(
  sets: readonly Rest[],
  index: SnapshotStream,
  origin: Origin,
  { number, cursor }: { readonly number: number; readonly cursor: Cursor | undefined },
): Generator<Batch> {
  for (const { snapshot, staged } of sets) {
    if (!staged) continue;
    let block = 0;
    for (const { records, end } of index.release(snapshot, origin.headers)) {
      block += 1;
      const draft = { ...emptyDraft(), facts: [...records] };
      draft.counts.appended = records.length;
      yield { ...batchOf(number, draft), released: { scope: snapshot.scope, end, block } };
    }
  }
  let rest = sets.filter(({ deletes }) => deletes);
  const ended = sets.filter(({ staged }) => staged).map(({ snapshot }) => snapshot);
  while (rest.length > 0) {
    const draft = emptyDraft();
    const { batch, result } = index.batch(() =>
      rest.flatMap((set) => addDeletions(draft, set, index, origin)),
    );
    rest = result;
    if (rest.length > 0 || ended.length > 0) yield batchOf(batch, draft);
    else yield batchOf(batch, draft, cursor);
  }
  if (ended.length > 0) yield { ...batchOf(0, emptyDraft(), cursor), ended };
}

interface Surroundings {
  readonly index: SnapshotStream;
  readonly origin: Origin;
  readonly shrinking: Shrinking;
}

function addPage(draft: Draft, page: AnyPage, around: Surroundings): Rest[] {
  const { snapshot, records, rejects } = page;
  const { index, origin } = around;
  const { counts } = draft;
  counts.records += records.length;
  counts.rejected += rejects.length;
  if (snapshot === undefined) {
    draft.deadLetters.push(...rejects.map((reject) => rejectMessage(reject, origin)));
    for (const record of records) {
      draft.facts.push(versionedMessage(record, origin));
      counts[record.fact.deleted === true ? 'deleted' : 'appended']++;
    }
    return [];
  }
  const set = index.reading(snapshot);
  set.part = snapshot.part;
  if (snapshot.part && records.length + rejects.length > 0) set.parts.add(snapshot.part.name);
  addLetters(draft, page, set, around);
  const before = { same: set.same, different: set.different };
  const kept = keeping(rejects, set, index);
  for (const record of records) {
    const { body, hash } = contentOf(record);
    const { id } = record.fact;
    const position = record.position ?? 0;
    kept.before(position);
    const claimed = index.claim(set, { id, position, hash });
    if (claimed === undefined) {
      counts.unchanged++;
      continue;
    }
    const message = snapshotMessage(record, body, claimed, origin);
    if (set.spool === undefined) {
      draft.facts.push(message);
      counts.appended++;
    } else set.waiting.push(message);
  }
  kept.before(Infinity);
  set.records += records.length;
  counts.repeated += set.same - before.same;
  counts.contradicted += set.different - before.different;
  return snapshot.last ? completed(draft, set, around) : [];
}

function addLetters(
  draft: Draft,
  { rejects }: AnyPage,
  set: SetReading,
  { index, origin }: Surroundings,
): void {
  if (rejects.length === 0) return;
  const known = Math.max(0, index.lettersBefore(set) - set.rejected);
  draft.deadLetters.push(...rejects.slice(known).map((reject) => rejectMessage(reject, origin)));
  set.rejected += rejects.length;
  const { scope, generation } = set.snapshot;
  draft.letters.push({ scope, generation, count: set.rejected });
}

/** Keeps what rejected records were before, in their order among the records of the page. */
function keeping(rejects: AnyPage['rejects'], set: SetReading, index: SnapshotStream) {
  let next = 0;
  return {
    before(end: number): void {
      for (; next < rejects.length; next++) {
        const { id, position = 0 } = rejects[next] ?? {};
        if (position >= end) return;
        if (id === undefined) set.unknown++;
        else index.keep(set, { id, position });
      }
    },
  };
}

/** The set was read to its end: what is left to append. @throws SourceError where it must not count. */
function completed(
  draft: Draft,
  set: SetReading,
  { index, origin, shrinking }: Surroundings,
): Rest[] {
  const { snapshot, spool, records, rejected, unknown } = set;
  const deletes = unknown === 0;
  const guard = snapshot.guard ?? 'whole';
  if (guard !== 'none') {
    if (records === 0 && rejected > 0) throw allRejected(set);
    const outlook = deletes ? index.outlook(set) : undefined;
    const asks = outlook && shrinking && !outlook.decided;
    const reason = asks ? shrinkReason(outlook, guard, shrinking) : undefined;
    if (reason !== undefined) {
      throw new SourceError(
        `the source shrank suddenly (${snapshot.scope}): ${reason}. ${outlook?.stale} of ${outlook?.before} facts would be deleted; nothing was changed`,
        { retry: false, mend: shrinking?.mend ?? '' },
      );
    }
    if (outlook && outlook.stale > 0) index.decide(set);
  }
  index.complete(set, deletes);
  const rest = { snapshot, staged: spool !== undefined, deletes, after: '' };
  if (rest.staged) return [rest];
  return deletes ? addDeletions(draft, rest, index, origin) : [];
}

function allRejected({ snapshot, rejected }: SetReading): SourceError {
  return new SourceError(
    `all ${rejected} records were rejected (${snapshot.scope}); nothing was changed`,
    {
      retry: false,
      mend: 'Compare the source with the configuration of the connection; goalstream dead-letters list tells what is wrong with each record',
    },
  );
}

function addDeletions(draft: Draft, set: Rest, index: SnapshotStream, origin: Origin): Rest[] {
  const stale = index.stale(set.snapshot, set.after, DELETIONS);
  draft.counts.deleted += stale.length;
  for (const gone of stale) {
    draft.deleted.push(gone);
    draft.facts.push(deletionMessage(gone, origin));
  }
  const end = stale.at(-1);
  return stale.length < DELETIONS || end === undefined ? [] : [{ ...set, after: end.id }];
}

function emptyDraft(): Draft {
  return { facts: [], deadLetters: [], deleted: [], letters: [], counts: noCounts() };
}

function batchOf(number: number, draft: Draft, cursor?: Cursor): Batch {
  return { number, ...draft, ended: [], cursor };
}
