import type { Refreshed, StreamSpec } from '../../../connectors/connector.ts';
import { appendLine } from '../append-line.ts';
import { sizeOf, type AnyPage } from '../batches.ts';
import { ownIndex } from '../own-index.ts';
import type { SyncOptions, SyncResult } from '../runner.ts';
import { closeQuietly, type SnapshotStream } from '../snapshot-index.ts';
import { newTally, noteProblems, resultOf, type StreamTally } from '../stream-result.ts';

/** Records that wait together to be appended, about. */
const TOGETHER = 1_000;

type Parts = Omit<SyncOptions, 'signal'>;
type Lines = readonly { readonly lane: Lane; readonly line: ReturnType<typeof appendLine> }[];

/** One stream of a run. */
interface Lane {
  readonly stream: StreamSpec;
  readonly tally: StreamTally;
  pages: AnyPage[];
  /** Why nothing more of it is kept. */
  failure?: unknown;
}

/**
 * Reads things of a connection again, all its streams by one reading, in the same order of claim,
 * append and confirm as a sync; no cursor moves. Not while a sync of the connection runs.
 *
 * Its streams of the index stay open from one run to the next. So a run writes there once: what all
 * streams claim, and what the run before confirmed. Where another process had the connection in
 * between, they are opened anew.
 */
export class Refresher {
  readonly #parts: Parts;
  readonly #open = new Map<string, SnapshotStream>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Failures of a stream are results, not throws. */
  async run(
    keys: readonly string[],
    { signal, traceparent }: Pick<SyncOptions, 'signal' | 'traceparent'>,
  ): Promise<SyncResult> {
    const { name, connector, config } = this.#parts.connection;
    const streams = connector.streams(config);
    const lanes = streams.map((stream): Lane => ({ stream, tally: newTally(), pages: [] }));
    const options = { ...this.#parts, ...(traceparent === undefined ? {} : { traceparent }) };
    const context = { ...this.#parts.context, signal };
    try {
      const given = connector.refresh?.(config, streams, keys, context) ?? [];
      await this.#keepAll(options, given, lanes, signal);
    } catch (error) {
      for (const lane of lanes) lane.failure ??= error;
    }
    const results = lanes.map(({ stream, tally, failure }) =>
      resultOf(stream.name, tally, { signal, refresh: true }, failure),
    );
    return { connection: name, streams: results };
  }

  /** Writes what was confirmed last. Where that fails, it is appended again when it is next seen. */
  close(): void {
    for (const index of this.#open.values()) closeQuietly(index);
    this.#open.clear();
  }

  async #keepAll(
    options: Parts,
    given: AsyncIterable<Refreshed> | Iterable<Refreshed>,
    lanes: readonly Lane[],
    signal: AbortSignal,
  ): Promise<void> {
    const byName = new Map(lanes.map((lane) => [lane.stream.name, lane]));
    let waiting = 0;
    for await (const page of given) {
      if (signal.aborted) return;
      const lane = byName.get(page.stream);
      if (lane === undefined) throw new TypeError(`a page of ${page.stream} was not asked for`);
      if (lane.failure !== undefined) continue;
      if ('failure' in page) {
        lane.failure = page.failure;
        continue;
      }
      noteProblems(lane.tally, page);
      lane.pages.push(page);
      waiting += sizeOf([page]);
      if (waiting < TOGETHER) continue;
      await this.#keep(options, lanes);
      waiting = 0;
    }
    if (!signal.aborted) await this.#keep(options, lanes);
  }

  /** Claims what waits in one durable step, and appends it side by side. */
  async #keep(options: Parts, lanes: readonly Lane[]): Promise<void> {
    const lines = await this.#linesOf(options, lanes);
    try {
      const claimed = options.snapshots.together(() =>
        lines.map(({ lane, line }) => [...line.claimed(lane.pages)]),
      );
      const sending = lines.map(async ({ lane, line }, index) => {
        try {
          for (const batch of claimed[index] ?? []) await line.send(batch);
          await line.drained();
        } catch (error) {
          this.#fail(lane, error);
        }
      });
      await Promise.all(sending);
    } catch (error) {
      for (const { lane } of lines) this.#fail(lane, error);
    }
    for (const lane of lanes) lane.pages = [];
  }

  async #linesOf(options: Parts, lanes: readonly Lane[]): Promise<Lines> {
    const lines = [];
    for (const lane of lanes) {
      const { stream, pages, tally } = lane;
      if (pages.length === 0) continue;
      try {
        await ownIndex(options, stream);
        const index = this.#indexOf(stream);
        lines.push({ lane, line: appendLine(options, stream, index, tally.counts) });
      } catch (error) {
        this.#fail(lane, error);
      }
    }
    return lines;
  }

  #indexOf({ name }: StreamSpec): SnapshotStream {
    const { connection, snapshots } = this.#parts;
    const known = this.#open.get(name);
    if (known?.isCurrent() === true) return known;
    closeQuietly(known);
    const index = snapshots.open(connection.name, name);
    this.#open.set(name, index);
    return index;
  }

  /** Opened anew, the index takes back what was claimed and may not be in the log. */
  #fail(lane: Lane, error: unknown): void {
    const { name } = lane.stream;
    lane.failure ??= error;
    closeQuietly(this.#open.get(name));
    this.#open.delete(name);
  }
}
