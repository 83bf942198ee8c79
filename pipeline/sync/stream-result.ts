import { SourceError, type Page, type Reject } from '../../connectors/connector.ts';
import { INDEX_FIX, isIndexDamage } from './index-damage.ts';
import { LogError } from '../log/log.ts';
import { noCounts, type Counts } from './batches.ts';

const REJECTS_TOLD = 5;
/** Above this share of rejected records a sync is partial, where the connection says no other. */
const USUAL_REJECTED_SHARE = 0.01;

/** What a run of a stream came to. */
export interface StreamResult {
  readonly stream: string;
  /**
   * `partial`: read to the end, but too many records were rejected. The cursor never goes past what
   * is durable, whichever it is.
   */
  readonly state: 'succeeded' | 'partial' | 'failed' | 'cancelled';
  readonly counts: Counts;
  /** Records rejected by earlier runs, of sets that were not read again since. */
  readonly standing: number;
  /** The first records that could not be read; all of them are dead letters. */
  readonly rejects: readonly Pick<Reject, 'place' | 'reason'>[];
  /** The first things to know though the source could be read. */
  readonly warnings: readonly string[];
  readonly error?: string;
  readonly mend?: string;
  /** Of a failure: whether trying again can help. */
  readonly retry?: boolean;
}

/** What a run of a stream has come to so far. */
export interface StreamTally {
  readonly counts: Counts;
  readonly rejects: Pick<Reject, 'place' | 'reason'>[];
  readonly warnings: string[];
  /**
   * Rejected records of sets that were not read again, and the facts of the stream where any record of
   * it is or was rejected.
   */
  readonly standing: { rejected: number; facts: number };
}

/** How a run ended. */
export interface Ending {
  readonly signal: AbortSignal;
  /** A run that rejects more is partial, 0 to 1. */
  readonly rejectedShare?: number | undefined;
  /** Of a refresh: what it rejected are dead letters, and the next sync tells of them. */
  readonly refresh?: true;
}

export function newTally(): StreamTally {
  const standing = { rejected: 0, facts: 0 };
  return { counts: noCounts(), rejects: [], warnings: [], standing };
}

/** Keeps the first few. */
export function noteProblems(
  { rejects, warnings }: StreamTally,
  page: Pick<Page, 'rejects' | 'warnings'>,
): void {
  const brief = page.rejects.slice(0, REJECTS_TOLD - rejects.length);
  rejects.push(...brief.map(({ place, reason }) => ({ place, reason })));
  warnings.push(...(page.warnings ?? []).slice(0, REJECTS_TOLD - warnings.length));
}

/** The result of a run that ended, or failed by an error. */
export function resultOf(
  stream: string,
  tally: StreamTally,
  { signal, rejectedShare = USUAL_REJECTED_SHARE, refresh }: Ending,
  error?: unknown,
): StreamResult {
  const { counts, standing } = tally;
  const warnings = [...tally.warnings, ...overlapWarnings(counts)];
  const known = { stream, ...tally, warnings, standing: standing.rejected };
  if (signal.aborted) return { ...known, state: 'cancelled' };
  if (error !== undefined) return { ...known, state: 'failed', ...told(error) };
  if (refresh) return { ...known, state: 'succeeded' };
  return { ...known, ...judged(tally, rejectedShare) };
}

/** Whether what was read is enough to be called read. */
function judged(
  { counts: { records, rejected }, standing }: StreamTally,
  share: number,
): Pick<StreamResult, 'state' | 'error' | 'mend' | 'retry'> {
  const all = records + rejected;
  const mend =
    'Correct them in the source, or the configuration of the connection; goalstream dead-letters list tells what is wrong with each';
  if (records === 0 && rejected > 0 && standing.facts === 0) {
    return { state: 'failed', error: `all ${rejected} records were rejected`, mend, retry: false };
  }
  if (rejected > share * all) {
    return { state: 'partial', error: `${rejected} of ${all} records were rejected`, mend };
  }
  if (standing.rejected > share * (standing.facts + standing.rejected)) {
    const error = `${standing.rejected} records are still rejected as they were last time`;
    return { state: 'partial', error, mend };
  }
  return { state: 'succeeded' };
}

function overlapWarnings({ repeated, contradicted }: Counts): string[] {
  const both = 'records have ids that an earlier file of the same set has too';
  return [
    ...(repeated > 0 ? [`${repeated} ${both}, with the same content: each counts once`] : []),
    ...(contradicted > 0
      ? [`${contradicted} ${both}, with another content: the last file's counts`]
      : []),
  ];
}

function told(error: unknown): Pick<StreamResult, 'error' | 'mend' | 'retry'> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SourceError) return { error: message, mend: error.mend, retry: error.retry };
  const fix = isIndexDamage(error) ? { mend: INDEX_FIX } : {};
  return { error: message, retry: error instanceof LogError && error.retry, ...fix };
}
