import type { Cursor, Page, Snapshot } from '../../connectors/connector.ts';
import type { LogRecord } from '../log/log.ts';
import {
  contentOf,
  deletionMessage,
  rejectMessage,
  snapshotMessage,
  versionedMessage,
  type Origin,
} from './encode.ts';
import type { Claimed, SnapshotStream } from './snapshot-index.ts';

export interface Counts {
  records: number;
  appended: number;
  unchanged: number;
  deleted: number;
  rejected: number;
}

/** A page of a sync, or of a refresh, which has no cursor. */
export type AnyPage = Omit<Page, 'cursor'> & { readonly cursor?: Cursor };

/** Messages that are appended together, and what is done once they are durable. */
export interface Batch {
  readonly number: number;
  readonly facts: readonly LogRecord[];
  readonly deadLetters: readonly LogRecord[];
  readonly deleted: readonly Claimed[];
  readonly counts: Counts;
  /** Absent where more batches of the same pages follow, and in a refresh. */
  readonly cursor: Cursor | undefined;
}

/** How much it is to append pages, in records. */
export function sizeOf(pages: readonly AnyPage[]): number {
  return pages.reduce((sum, { records, rejects }) => sum + records.length + rejects.length + 1, 0);
}

interface Draft {
  facts: LogRecord[];
  deleted: Claimed[];
  counts: Counts;
}

/** Deletions of one batch, at most. */
const DELETIONS = 5_000;

export function noCounts(): Counts {
  return { records: 0, appended: 0, unchanged: 0, deleted: 0, rejected: 0 };
}

/** Claims the pages' records in the index and turns them into batches, the last with the cursor. */
export function* batchesOf(
  pages: readonly AnyPage[],
  index: SnapshotStream,
  origin: Origin,
): Generator<Batch> {
  const cursor = pages.at(-1)?.cursor;
  const deadLetters = pages.flatMap(({ rejects }) => rejects.map((r) => rejectMessage(r, origin)));
  let draft = emptyDraft();
  draft.counts.rejected = deadLetters.length;
  let { batch, result: rest } = index.batch(() =>
    pages.flatMap((page) => addPage(draft, page, index, origin)),
  );
  yield { number: batch, ...draft, deadLetters, cursor: rest.length === 0 ? cursor : undefined };
  while (rest.length > 0) {
    draft = emptyDraft();
    ({ batch, result: rest } = index.batch(() =>
      rest.flatMap(({ snapshot, after }) => addDeletions(draft, snapshot, after, index, origin)),
    ));
    const done = rest.length === 0 ? cursor : undefined;
    yield { number: batch, ...draft, deadLetters: [], cursor: done };
  }
}

interface Rest {
  readonly snapshot: Snapshot;
  readonly after: string;
}

function addPage(draft: Draft, page: AnyPage, index: SnapshotStream, origin: Origin): Rest[] {
  const { snapshot, records } = page;
  draft.counts.records += records.length;
  for (const record of records) {
    if (snapshot === undefined) {
      draft.facts.push(versionedMessage(record, origin));
      draft.counts[record.fact.deleted === true ? 'deleted' : 'appended']++;
      continue;
    }
    const { body, hash } = contentOf(record);
    const { id } = record.fact;
    const claimed = index.claim(snapshot, { id, position: record.position ?? 0, hash });
    draft.counts[claimed ? 'appended' : 'unchanged']++;
    if (claimed) draft.facts.push(snapshotMessage(record, body, claimed, origin));
  }
  return snapshot?.last ? addDeletions(draft, snapshot, '', index, origin) : [];
}

function addDeletions(
  draft: Draft,
  snapshot: Snapshot,
  after: string,
  index: SnapshotStream,
  origin: Origin,
): Rest[] {
  const stale = index.stale(snapshot, after, DELETIONS);
  draft.counts.deleted += stale.length;
  for (const gone of stale) {
    draft.deleted.push(gone);
    draft.facts.push(deletionMessage(gone, origin));
  }
  const end = stale.at(-1);
  return stale.length < DELETIONS || end === undefined ? [] : [{ snapshot, after: end.id }];
}

function emptyDraft(): Draft {
  return { facts: [], deleted: [], counts: noCounts() };
}
