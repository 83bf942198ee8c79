import type { MapContext } from '../map/mapped.ts';
import { isJourneyPending } from '../map/order-head.ts';
import { nextPromise } from '../map/shipment.ts';
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

/** When an order is to be read again because a parcel under way is overdue then. */
export function overdueAt(
  order: ShipmentsOrder,
  context: Pick<MapContext, 'dayOf' | 'now'>,
): Due | undefined {
  const promise = order.test ? undefined : nextPromise(order, context);
  if (promise === undefined) return undefined;
  const at = nextDay(promise, context.dayOf);
  return { at, until: at + 14 * DAY };
}

/** The first instant (ms) of the local day after an instant's. Days begin on a quarter of an hour. */
function nextDay(at: number, dayOf: MapContext['dayOf']): number {
  const day = dayOf(at);
  let next = (Math.floor(at / QUARTER) + 1) * QUARTER;
  while (dayOf(next) === day) next += QUARTER;
  return next;
}
