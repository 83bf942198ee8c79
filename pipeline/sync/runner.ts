import {
  SourceError,
  type Connector,
  type Progress,
  type ReadContext,
  type Reject,
  type StreamSpec,
} from '../../connectors/connector.ts';
import { LogError, type Log } from '../log/log.ts';
import { appendLine } from './append-line.ts';
import { noCounts, type AnyPage, type Counts } from './batches.ts';
import type { CursorStore } from './cursors.ts';
import type { SnapshotIndex, SnapshotStream } from './snapshot-index.ts';

export interface SyncOptions {
  readonly connection: {
    readonly name: string;
    readonly connector: Connector;
    readonly config: unknown;
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
  /** Records appended together, at least, where the source has as many. */
  readonly batchSize?: number;
}

export interface StreamResult {
  readonly stream: string;
  /** The cursor never goes past what is durable, whichever it is. */
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly counts: Counts;
  /** The first records that could not be read; all of them are dead letters. */
  readonly rejects: readonly Pick<Reject, 'place' | 'reason'>[];
  readonly error?: string;
  readonly mend?: string;
  /** Of a failure: whether trying again can help. */
  readonly retry?: boolean;
}

export interface SyncResult {
  readonly connection: string;
  readonly streams: readonly StreamResult[];
}

const BATCH_SIZE = 1_000;
const REJECTS_TOLD = 5;

/** Syncs a connection once, stream after stream. Failures of a stream are results, not throws. */
export async function runSync(options: SyncOptions): Promise<SyncResult> {
  const { name, connector, config } = options.connection;
  const wanted = options.streams;
  const streams: StreamResult[] = [];
  for (const stream of connector.streams(config)) {
    if (wanted && !wanted.includes(stream.name)) continue;
    const cursor = options.cursors.get(name, stream.name);
    const context = { ...options.context, signal: options.signal };
    streams.push(
      await runStream(options, stream, () => connector.read(config, stream, cursor, context)),
    );
  }
  return { connection: name, streams };
}

/**
 * Reads some things of a connection again, all streams side by side, in the same order of claim,
 * append and confirm as a sync; no cursor moves. Not while a sync of the connection runs.
 */
export async function runRefresh(
  options: SyncOptions,
  keys: readonly string[],
): Promise<SyncResult> {
  const { name, connector, config } = options.connection;
  const context = { ...options.context, signal: options.signal };
  const work = connector
    .streams(config)
    .map((stream) =>
      runStream(options, stream, () => connector.refresh?.(config, stream, keys, context) ?? []),
    );
  return { connection: name, streams: await Promise.all(work) };
}

type Pages = AsyncIterable<AnyPage> | Iterable<AnyPage>;

async function runStream(
  options: SyncOptions,
  stream: StreamSpec,
  read: () => Pages,
): Promise<StreamResult> {
  const counts = noCounts();
  const rejects: Reject[] = [];
  let index: SnapshotStream | undefined;
  try {
    index = options.snapshots.open(options.connection.name, stream.name);
    await pump(options, stream, read(), index, counts, (some) => keepFirst(rejects, some));
    index.close();
    const state = options.signal.aborted ? 'cancelled' : 'succeeded';
    return { stream: stream.name, state, counts, rejects: rejects.map(briefly) };
  } catch (error) {
    closeQuietly(index);
    const known = { counts, rejects: rejects.map(briefly) };
    return { stream: stream.name, ...known, ...failure(error, options.signal) };
  }
}

/** Keeps the first few. */
function keepFirst(kept: Reject[], some: readonly Reject[]): void {
  kept.push(...some.slice(0, REJECTS_TOLD - kept.length));
}

function briefly({ place, reason }: Reject): Pick<Reject, 'place' | 'reason'> {
  return { place, reason };
}

/** Reads pages and appends them, reading on while at most two batches are being appended. */
async function pump(
  options: SyncOptions,
  stream: StreamSpec,
  pages: Pages,
  index: SnapshotStream,
  counts: Counts,
  onRejects: (rejects: readonly Reject[]) => void,
): Promise<void> {
  const { signal } = options;
  const line = appendLine(options, stream, index, counts);
  try {
    let gathered: AnyPage[] = [];
    for await (const page of pages) {
      if (signal.aborted) break;
      if (page.snapshot !== undefined) await ownIndex(options, stream);
      gathered.push(page);
      onRejects(page.rejects);
      if (!page.barrier && size(gathered) < (options.batchSize ?? BATCH_SIZE)) continue;
      await line.add(gathered);
      gathered = [];
      if (page.barrier) await line.drained();
      if (page.progress) options.onProgress?.(stream.name, page.progress);
    }
    const progress = gathered.at(-1)?.progress;
    if (gathered.length > 0 && !signal.aborted) await line.add(gathered);
    if (progress) options.onProgress?.(stream.name, progress);
  } finally {
    await line.drained();
  }
}

/**
 * Snapshots are compared with what the index knows. Another index than the one that the stream was
 * synced with knows other versions, and not what has gone since: it is refused unless asked for.
 */
async function ownIndex(
  { connection, cursors, snapshots, newIndex }: SyncOptions,
  stream: StreamSpec,
): Promise<void> {
  const last = cursors.indexOf(connection.name, stream.name);
  if (last === snapshots.id) return;
  if (last !== undefined && newIndex !== true) {
    throw new SourceError(
      `${connection.name}/${stream.name} was last synced from another data folder, whose index of snapshots is not here`,
      {
        retry: false,
        mend: `Give all sync workers the same data folder, or go on with a new index by goalstream sync --connection ${connection.name} --new-index; what was removed from the source meanwhile then stays`,
      },
    );
  }
  await cursors.saveIndex(connection.name, stream.name, snapshots.id);
}

function size(pages: readonly AnyPage[]): number {
  return pages.reduce((sum, { records, rejects }) => sum + records.length + rejects.length + 1, 0);
}

function failure(
  error: unknown,
  signal: AbortSignal,
): Pick<StreamResult, 'state' | 'error' | 'mend' | 'retry'> {
  if (signal.aborted) return { state: 'cancelled' };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SourceError) {
    return { state: 'failed', error: message, mend: error.mend, retry: error.retry };
  }
  const retry = error instanceof LogError && error.retry;
  return { state: 'failed', error: message, retry };
}

function closeQuietly(index: SnapshotStream | undefined): void {
  try {
    index?.close();
  } catch {
    // The failure that is reported came first.
  }
}
