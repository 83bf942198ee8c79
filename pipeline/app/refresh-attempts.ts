import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamSummary, SyncSummary } from './worker-messages.ts';

/** A thing that could not be read again in some stream. */
export interface LostKey {
  readonly key: string;
  readonly stream: string;
  readonly reason: string;
}

/** Reads some things again, once. */
export type Attempt = (keys: readonly string[]) => Promise<SyncSummary>;

/** Pauses between attempts while the source can't be reached, ms; half a minute in all. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** When so many things in a row fail for the same reason, it is not for them. */
const SAME_REASON = 3;

/** A refresh was stopped before its end. Its commands are carried out by the next owner. */
export class InterruptedError extends Error {}

/**
 * Reads things again, all at once. While the source can't be reached it is tried again for a while;
 * then one by one, so that one that can't be read doesn't keep the others from it. Gives those that
 * could not: the next sync reads what has changed anyway.
 * @throws InterruptedError
 */
export async function refreshAll(
  keys: readonly string[],
  attempt: Attempt,
  signal: AbortSignal,
  pauses: readonly number[] = PAUSES_MS,
): Promise<readonly LostKey[]> {
  let failed = await tried(keys, attempt, signal);
  for (const pause of pauses) {
    if (!failed.some(({ retry }) => retry === true)) break;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    failed = await tried(keys, attempt, signal);
  }
  if (failed.length === 0) return [];
  return keys.length === 1 ? lost(keys, failed) : oneByOne(keys, attempt, signal);
}

async function oneByOne(
  keys: readonly string[],
  attempt: Attempt,
  signal: AbortSignal,
): Promise<readonly LostKey[]> {
  const found: LostKey[] = [];
  let failed: readonly StreamSummary[] = [];
  let inRow = 0;
  for (const key of keys) {
    const before = reasonOf(failed);
    if (inRow < SAME_REASON) failed = await tried([key], attempt, signal);
    inRow = failed.length === 0 ? 0 : reasonOf(failed) === before ? inRow + 1 : 1;
    found.push(...lost([key], failed));
  }
  return found;
}

/** The streams that failed. */
async function tried(
  keys: readonly string[],
  attempt: Attempt,
  signal: AbortSignal,
): Promise<readonly StreamSummary[]> {
  const { connection, streams } = await attempt(keys);
  if (signal.aborted || streams.some(({ state }) => state === 'cancelled')) {
    throw new InterruptedError(`reading again from ${connection} was interrupted`);
  }
  return streams.filter(({ state }) => state === 'failed');
}

function lost(keys: readonly string[], failed: readonly StreamSummary[]): readonly LostKey[] {
  return keys.flatMap((key) =>
    failed.map(({ stream, error = 'failed', mend }) => ({
      key,
      stream,
      reason: mend === undefined ? error : `${error}. ${mend}`,
    })),
  );
}

function reasonOf(failed: readonly StreamSummary[]): string {
  return failed.map(({ error }) => error).join('; ');
}
