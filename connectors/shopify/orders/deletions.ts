import { SourceError, type Page } from '../../connector.ts';
import { BulkError } from '../api/bulk-error.ts';
import { runBulk } from '../api/bulk.ts';
import { since } from '../filter.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import { nextOf } from './ask.ts';
import type { OrdersCursor } from './cursor.ts';
import type { Asking } from './stream.ts';
import type { Walk } from './walk.ts';

const HOUR = 3_600_000;
/** Events may be found a little later than they happened. */
const OVERLAP = HOUR;
const EVENTS = 50;
/** Shopify keeps events for a year. What was deleted before is found by looking at every order. */
const COMPARED_EVERY = 7 * 24 * HOUR;
/** Ids of one request. */
const IDS = 250;
/** From so many known orders on, a bulk operation gives all ids sooner. */
const BULK_FROM = 5_000;

/**
 * Orders that were deleted since the stream last looked, by the shop's events: an order that is gone
 * has no time of change to be found by, and its webhook may be lost.
 */
export async function* deletedOrders<O extends OrderHeadFragment>(
  walk: Walk<O>,
  { api }: Asking,
): AsyncGenerator<Page> {
  const from = walk.state.deletions ?? 0;
  const filter = `action:destroy subject_type:ORDER ${since('created_at', from - OVERLAP)}`;
  let newest = from;
  let after: string | undefined;
  do {
    const asked = { filter, first: EVENTS, after: after ?? null };
    const { events } = await api.request('DeletedOrders', asked);
    for (const event of events?.nodes ?? []) {
      if (!('subjectId' in event) || event.subjectType !== 'ORDER') continue;
      if (event.action !== 'destroy') continue;
      newest = Math.max(newest, Date.parse(event.createdAt));
      yield walk.byItself({ gone: event.subjectId });
    }
    after = events ? nextOf(events.pageInfo) : undefined;
  } while (after !== undefined);
  if (newest === from) return;
  walk.noteDeletions({ deletions: newest });
  yield walk.mark();
}

/** Whether it is time to look whether every known order is still there. */
export function isToCompare({ compared }: OrdersCursor, now: number): boolean {
  return compared === undefined || now >= compared + COMPARED_EVERY;
}

/**
 * Orders that are known from before and not there any more, whatever became of them. An app that
 * doesn't see all orders can't tell the old from the deleted.
 */
export async function* lostOrders<O extends OrderHeadFragment>(
  walk: Walk<O>,
  asking: Asking,
  known: readonly string[],
  now: number,
): AsyncGenerator<Page> {
  if (asking.wholeHistory) {
    const gone = await missing(asking, known);
    refuse(asking, gone.length, known.length);
    for (const id of gone) yield walk.byItself({ gone: id });
  }
  walk.noteDeletions({ compared: now });
  yield walk.mark();
}

/** @throws SourceError where so many orders are gone that the shop may only be hiding them */
function refuse({ api, refusesLoss }: Asking, gone: number, known: number): void {
  const mend = refusesLoss(gone, known);
  if (mend === undefined) return;
  const message = `${gone} of ${known} known orders of ${api.config.shop} are not there any more: nothing is deleted`;
  throw new SourceError(message, { retry: false, mend });
}

/** Those of some orders that aren't there. */
async function missing(asking: Asking, known: readonly string[]): Promise<string[]> {
  const left = known.length < BULK_FROM ? [...known] : await notListed(asking, known);
  const gone: string[] = [];
  while (left.length > 0) {
    const ids = left.splice(0, IDS);
    const { nodes } = await asking.api.request('OrdersThere', { ids });
    gone.push(...ids.filter((_, place) => nodes[place] === null));
  }
  return gone;
}

/** Those that a bulk operation doesn't list; all where it fails by what it lists. */
async function notListed({ api }: Asking, known: readonly string[]): Promise<string[]> {
  const left = new Set(known);
  const filter = since('created_at', 0);
  try {
    for await (const { id } of runBulk(api, 'BulkOrderIds', { filter }, api.context.signal)) {
      left.delete(id);
    }
  } catch (error) {
    if (!(error instanceof BulkError) || !error.ofContent) throw error;
    return [...known];
  }
  return [...left];
}
