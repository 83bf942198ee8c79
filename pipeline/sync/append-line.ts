import type { ReadContext, StreamSpec } from '../../connectors/connector.ts';
import { factTopic } from '../../schemas/facts.ts';
import type { Log } from '../log/log.ts';
import {
  batchesOf,
  releaseOf,
  type AnyPage,
  type Batch,
  type Counts,
  type Shrinking,
} from './batches.ts';
import type { CursorStore } from './cursors.ts';
import { factHeaders } from './encode.ts';
import type { SnapshotStream } from './snapshot-index.ts';

/** What appending needs of a run. */
interface AppendOptions {
  readonly connection: { readonly name: string };
  readonly log: Log;
  readonly cursors: CursorStore;
  readonly context: Pick<ReadContext, 'now'>;
  /** W3C trace context that the messages carry. */
  readonly traceparent?: string;
  /** How sets may shrink. Absent: as they will. */
  readonly shrinking?: Shrinking;
}

const APPENDS_IN_FLIGHT = 2;

/** Appends batches side by side, and confirms them and saves their cursors in their order. */
export function appendLine(
  options: AppendOptions,
  stream: StreamSpec,
  index: SnapshotStream,
  counts: Counts,
) {
  const { connection, log, cursors, context } = options;
  const topic = factTopic(stream.fact);
  const headers = factHeaders(stream.fact, options.traceparent);
  const append = async ({ facts, deadLetters }: Batch) => {
    if (facts.length > 0) await log.append(topic, facts);
    if (deadLetters.length > 0) await log.append('dead-letters', deadLetters);
  };
  const finish = async (batch: Batch) => {
    index.confirm(batch.number, batch);
    for (const key of Object.keys(counts) as (keyof Counts)[]) counts[key] += batch.counts[key];
    if (batch.cursor) await cursors.save(connection.name, stream.name, batch.cursor);
  };
  let tail: Promise<void> = Promise.resolve();
  const waiting: Promise<void>[] = [];
  const chained = (batch: Batch, before: Promise<void>) => {
    const appended = append(batch);
    appended.catch(() => undefined);
    const finished = before.then(() => appended).then(() => finish(batch));
    finished.catch(() => undefined);
    return finished;
  };
  const origin = () => ({ source: connection.name, stream, observedAt: context.now(), headers });
  return {
    /** What a run before left of sets that it had read to their end. */
    *left(): Generator<Batch> {
      for (const { snapshot, deletes } of index.unreleased()) {
        const rest = { snapshot, staged: true, deletes, after: '' };
        yield* releaseOf([rest], index, origin(), { number: 0, cursor: undefined });
      }
    },
    /** Claims what pages have. Each batch is to be sent, in their order. */
    claimed(pages: readonly AnyPage[]): Generator<Batch> {
      return batchesOf(pages, index, origin(), options.shrinking);
    },
    /**
     * Resolves once at most one batch before this one is still being appended; with the end of a
     * staged set, once none is.
     */
    async send(batch: Batch): Promise<void> {
      tail = chained(batch, tail);
      waiting.push(tail);
      if (waiting.length >= APPENDS_IN_FLIGHT) await waiting.shift();
      if (batch.ended.length > 0) await tail;
    },
    drained: () => tail,
  };
}
