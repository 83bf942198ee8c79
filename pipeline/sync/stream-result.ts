import { SourceError, type Reject } from '../../connectors/connector.ts';
import { LogError } from '../log/log.ts';
import { noCounts, type Counts } from './batches.ts';

const REJECTS_TOLD = 5;

/** What a run of a stream came to. */
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

/** What a run of a stream has come to so far. */
export interface StreamTally {
  readonly counts: Counts;
  readonly rejects: Pick<Reject, 'place' | 'reason'>[];
}

export function newTally(): StreamTally {
  return { counts: noCounts(), rejects: [] };
}

/** Keeps the first few. */
export function noteRejects({ rejects }: StreamTally, some: readonly Reject[]): void {
  const brief = some.slice(0, REJECTS_TOLD - rejects.length);
  rejects.push(...brief.map(({ place, reason }) => ({ place, reason })));
}

/** The result of a run that ended, or failed by an error. */
export function resultOf(
  stream: string,
  tally: StreamTally,
  signal: AbortSignal,
  error?: unknown,
): StreamResult {
  const known = { stream, ...tally };
  if (signal.aborted) return { ...known, state: 'cancelled' };
  return error === undefined
    ? { ...known, state: 'succeeded' }
    : { ...known, state: 'failed', ...told(error) };
}

function told(error: unknown): Pick<StreamResult, 'error' | 'mend' | 'retry'> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SourceError) return { error: message, mend: error.mend, retry: error.retry };
  return { error: message, retry: error instanceof LogError && error.retry };
}
