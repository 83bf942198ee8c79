import type {
  Connector,
  Page,
  Progress,
  ReadContext,
  StreamSpec,
} from '../../connectors/connector.ts';
import type { Log } from '../log/log.ts';
import { appendLine } from './append-line.ts';
import { sizeOf, type Shrinking } from './batches.ts';
import type { CursorStore } from './cursors.ts';
import { ownIndex } from './own-index.ts';
import { USUAL_SHRINK, type ShrinkLimit } from './shrink-guard.ts';
import { closeQuietly, type SnapshotIndex, type SnapshotStream } from './snapshot-index.ts';
import {
  newTally,
  noteProblems,
  resultOf,
  type StreamResult,
  type StreamTally,
} from './stream-result.ts';

export interface SyncOptions {
  readonly connection: {
    readonly name: string;
    readonly connector: Connector;
    readonly config: unknown;
    /** How suddenly its sets may shrink. */
    readonly shrink?: 'allow' | ShrinkLimit;
    /** A sync that rejects a greater share of its records is partial, 0 to 1. */
    readonly rejectedShare?: number;
  };
  /** Names of the streams to sync; absent: all. */
  readonly streams?: readonly string[];
  readonly log: Log;
  readonly snapshots: SnapshotIndex;
  readonly cursors: CursorStore;
  readonly context: Omit<ReadContext, 'signal'>;
  readonly signal: AbortSignal;
  readonly onProgress?: (stream: string, progress: Progress) => void;
  /** W3C trace context that the messages carry. */
  readonly traceparent?: string;
  /** Go on with a new snapshot index where the one that the stream was synced with is lost. */
  readonly newIndex?: boolean;
  /** Sets may shrink as they will in this run. */
  readonly acceptShrink?: boolean;
  /** Records appended together, at least, where the source has as many. */
  readonly batchSize?: number;
}

export interface SyncResult {
  readonly connection: string;
  readonly streams: readonly StreamResult[];
}

const BATCH_SIZE = 1_000;

/** Syncs a connection once, stream after stream. Failures of a stream are results, not throws. */
export async function runSync(options: SyncOptions): Promise<SyncResult> {
  const { name, connector, config } = options.connection;
  const wanted = options.streams;
  const streams: StreamResult[] = [];
  for (const stream of connector.streams(config)) {
    if (wanted && !wanted.includes(stream.name)) continue;
    const cursor = options.cursors.get(name, stream.name);
    const read = (index: SnapshotStream) => {
      const known = (): readonly string[] => index.scopes();
      const refusesLoss = lossRefusal(shrinkingOf(options));
      const context = { ...options.context, signal: options.signal, known, refusesLoss };
      return connector.read(config, stream, cursor, context);
    };
    streams.push(await runStream(options, stream, read));
  }
  return { connection: name, streams };
}

async function runStream(
  options: SyncOptions,
  stream: StreamSpec,
  read: (index: SnapshotStream) => AsyncIterable<Page>,
): Promise<StreamResult> {
  const tally = newTally();
  const { signal, connection } = options;
  const ending = { signal, rejectedShare: connection.rejectedShare };
  let index: SnapshotStream | undefined;
  try {
    index = options.snapshots.open(options.connection.name, stream.name);
    await pump(options, stream, read, index, tally);
    Object.assign(tally.standing, index.standing());
    index.close();
    return resultOf(stream.name, tally, ending);
  } catch (error) {
    closeQuietly(index);
    return resultOf(stream.name, tally, ending, error);
  }
}

/** What a set that shrank is judged by. */
function shrinkingOf({ connection, acceptShrink }: SyncOptions): Shrinking {
  const { name, shrink = USUAL_SHRINK } = connection;
  if (acceptShrink === true || shrink === 'allow') return undefined;
  const mend = `If that is right, run goalstream sync --connection ${name} --accept-shrink, or write shrink: allow under connections.${name}; else put back what is missing`;
  return { ...shrink, mend };
}

/** The same for whole sets that a source doesn't have any more. */
function lossRefusal(shrinking: Shrinking) {
  return (lost: number, before: number): string | undefined => {
    if (shrinking === undefined) return undefined;
    const { atLeast, share, mend } = shrinking;
    return lost >= atLeast && lost > share * before ? mend : undefined;
  };
}

/** Reads pages and appends them, reading on while at most two batches are being appended. */
async function pump(
  options: SyncOptions,
  stream: StreamSpec,
  read: (index: SnapshotStream) => AsyncIterable<Page>,
  index: SnapshotStream,
  tally: StreamTally,
): Promise<void> {
  const { signal } = options;
  const shrinking = shrinkingOf(options);
  const line = appendLine({ ...options, shrinking }, stream, index, tally.counts);
  try {
    if (index.unreleased().length > 0) {
      await ownIndex(options, stream);
      for (const batch of line.left()) await line.send(batch);
    }
    let gathered: Page[] = [];
    let failure: { readonly error: unknown } | undefined;
    let isSnapshot = false;
    const pages = untilFailure(read(index), (error) => {
      failure = { error };
    });
    for await (const page of pages) {
      if (signal.aborted) break;
      isSnapshot ||= page.snapshot !== undefined;
      if (page.snapshot !== undefined) await ownIndex(options, stream);
      gathered.push(page);
      noteProblems(tally, page);
      if (!page.barrier && sizeOf(gathered) < (options.batchSize ?? BATCH_SIZE)) continue;
      for (const batch of line.claimed(gathered)) await line.send(batch);
      gathered = [];
      if (page.barrier) await line.drained();
      if (page.progress) options.onProgress?.(stream.name, page.progress);
    }
    const progress = gathered.at(-1)?.progress;
    // Pages stand for themselves; only a snapshot counts whole or not at all.
    if (gathered.length > 0 && !signal.aborted && !(failure !== undefined && isSnapshot)) {
      for (const batch of line.claimed(gathered)) await line.send(batch);
    }
    if (progress) options.onProgress?.(stream.name, progress);
    if (failure !== undefined) throw failure.error;
  } finally {
    await line.drained();
  }
}

/** The pages up to a failure of the source, which is told instead of thrown. */
async function* untilFailure(
  pages: AsyncIterable<Page>,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Page> {
  try {
    yield* pages;
  } catch (error) {
    onFailure(error);
  }
}
