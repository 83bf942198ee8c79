import type { PrivacyRecord } from '../../schemas/privacy.ts';
import type { Log } from '../log/log.ts';
import { keepRequest, readRequests, requestId } from './requests.ts';

/** A wish of a source, as its webhook says it. */
export type Wish = Pick<PrivacyRecord, 'connection' | 'kind' | 'event'> & {
  /** Pseudonymous keys; absent: everyone of the connection. */
  readonly customers?: readonly string[];
};

/**
 * After so long, ms, a source that says the same again means it anew: it calls again for hours about
 * one event, and asks to forget a shop two days after it was left at the earliest.
 */
const DONE_MS = 48 * 3_600_000;
/** The same after a request was cancelled: whoever sends a captured call again shall tire first. */
const CANCELLED_MS = 30 * 86_400_000;

/**
 * Keeps a wish as a request, which a request to forget then waits with. The same wish again is the same
 * request. @param at ms since the epoch. @param graceMs how long it waits.
 * @returns the request and whether it is new; undefined where it is done or cancelled already.
 */
export async function askRequest(
  log: Log,
  wish: Wish,
  at: number,
  graceMs: number,
): Promise<{ readonly record: PrivacyRecord; readonly isNew: boolean } | undefined> {
  const known = [...(await readRequests(log)).values()]
    .filter(({ connection, event }) => connection === wish.connection && event === wish.event)
    .toSorted((a, b) => b.askedAt - a.askedAt)
    .at(0);
  if (known?.state === 'asked') return { record: known, isNew: false };
  if (known !== undefined && isRemembered(known, at)) return undefined;
  const { customers, ...rest } = wish;
  const event = known === undefined ? wish.event : `${wish.event} after ${known.id}`;
  const record: PrivacyRecord = {
    ...rest,
    id: requestId(wish.connection, event),
    state: 'asked',
    askedAt: at,
    ...(customers === undefined ? {} : { customers: [...customers] }),
    ...(wish.kind === 'data-request' ? {} : { dueAt: at + graceMs }),
  };
  await keepRequest(log, record);
  return { record, isNew: true };
}

function isRemembered({ state, doneAt, cancelledAt }: PrivacyRecord, at: number): boolean {
  return state === 'cancelled'
    ? at - (cancelledAt ?? 0) < CANCELLED_MS
    : at - (doneAt ?? 0) < DONE_MS;
}
