import type { MapContext } from '../map/mapped.ts';
import { isJourneyPending } from '../map/order-head.ts';
import { nextPromise, underWay } from '../map/shipment.ts';
import type { ShipmentsOrder } from '../map/whole-order.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import type { Due } from './stream.ts';

const DAY = 86_400_000;
const QUARTER = 900_000;
/** For so long after an order each sync looks whether its journey is complete. */
const OFTEN = 4 * DAY;
/** After that it is looked at once at these ages, as most that aren't complete then never are. */
const RARELY = [7 * DAY, 14 * DAY, 30 * DAY];
/** How long a sync may come late for that. */
const LATE = 2 * DAY;

/** When an order is to be read again because what led to it may have become known. */
export function journeyDue(order: OrderHeadFragment, now: number): Due | undefined {
  if (order.test || !isJourneyPending(order)) return undefined;
  const created = Date.parse(order.createdAt);
  if (now <= created + OFTEN) return { at: 0, until: created + OFTEN + LATE };
  const age = RARELY.find((each) => created + each > now);
  return age === undefined ? undefined : { at: created + age, until: created + age + LATE };
}

const HOUR = 3_600_000;
/** A parcel is looked at again once it is under way an eighth longer, but within these. */
const SOONEST = 3 * HOUR;
const LATEST = 2 * DAY;
/** A parcel that a carrier scanned is given up after so long; one that none did, sooner. */
const TOO_OLD = { scanned: 45 * DAY, unscanned: 14 * DAY };

/**
 * When an order is to be read again because of its parcels: one may have arrived without the order
 * changing, or is overdue from then on.
 */
export function parcelsDue(
  order: ShipmentsOrder,
  context: Pick<MapContext, 'dayOf' | 'now'>,
): Due | undefined {
  if (order.test) return undefined;
  const promise = nextPromise(order, context);
  const overdue = promise === undefined ? [] : [nextDay(promise, context.dayOf)];
  const dues = [
    ...overdue.map((at) => ({ at, until: at + 14 * DAY })),
    ...arrivals(order, context.now),
  ];
  if (dues.length === 0) return undefined;
  return {
    at: Math.min(...dues.map(({ at }) => at)),
    until: Math.max(...dues.map(({ until }) => until)),
  };
}

/** When to look whether parcels under way have arrived. */
function arrivals(order: ShipmentsOrder, now: number): Due[] {
  return underWay(order).flatMap(({ createdAt, inTransitAt, trackingInfo }): Due[] => {
    const sent = Date.parse(createdAt);
    const until = sent + (inTransitAt === null ? TOO_OLD.unscanned : TOO_OLD.scanned);
    // Goods that were handed over have no carrier, and nothing more comes of them.
    if (trackingInfo.length === 0 || now >= until) return [];
    const wait = Math.min(LATEST, Math.max(SOONEST, (now - sent) / 8));
    return [{ at: now + Math.floor(wait), until: until + LATEST }];
  });
}

/** The first instant (ms) of the local day after an instant's. Days begin on a quarter of an hour. */
function nextDay(at: number, dayOf: MapContext['dayOf']): number {
  const day = dayOf(at);
  let next = (Math.floor(at / QUARTER) + 1) * QUARTER;
  while (dayOf(next) === day) next += QUARTER;
  return next;
}
