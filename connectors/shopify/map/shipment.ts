import type { Reject } from '../../connector.ts';
import { impossibleTimes } from '../../shipment-times.ts';
import { filled, NOTHING, rejectOf, short, type MapContext, type Mapped } from './mapped.ts';
import { orderPlace, placeOf } from './order-head.ts';
import { numberOf, type ShipmentsOrder, type WholeParcel } from './whole-order.ts';

/** Statuses of a parcel that never left. */
const NEVER_LEFT = ['CANCELLED', 'ERROR', 'FAILURE'];

/** Statuses of a parcel that has arrived, whether or not it is known when. */
const ARRIVED = ['DELIVERED', 'PICKED_UP'];

/** What a parcel carries that arrived nobody knows when: it is neither late nor on time. */
const UNTIMED = 'untimed';

/** What Shopify shows of a parcel that went wrong. The carrier gave up those that are lost. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  ATTEMPTED_DELIVERY: 'attempted',
  DELAYED: 'delayed',
  FAILURE: 'lost',
  NOT_DELIVERED: 'lost',
};

/**
 * The parcels of an order that left, each on the day it was promised for, else shipped. Promised is
 * the earliest latest delivery of the fulfilment orders it fulfils; `fulfillBy` is when it should
 * leave and no promise of delivery. An exception is what is wrong with it now: a parcel that arrived
 * after all has none. Cancelled and failed fulfilments are no parcels.
 */
export function shipmentsOf(order: ShipmentsOrder, context: MapContext): Mapped {
  if (order.test) return NOTHING;
  const { channel: _, ...place } = placeOf(order, context);
  const records = order.fulfillments.filter(hasLeft).map((parcel) => ({
    fact: { ...place, ...parcelOf(order, parcel, context) },
    place: `${orderPlace(order)}, parcel ${numberOf(parcel.id)}`,
  }));
  const rejects = records.flatMap(({ fact, place: at }) => impossible(fact, at, context));
  const wrong = new Set(rejects.map(({ id }) => id));
  return {
    records: records.filter(({ fact }) => !wrong.has(fact.id)),
    rejects: order.cut === true ? [...rejects, tooMany(order)] : rejects,
  };
}

/**
 * A parcel that arrived on a day before it was ordered. Before it was sent is possible here: people
 * write a fulfilment down when they come to it.
 */
function impossible(
  { id, orderedAt, deliveredAt }: ReturnType<typeof parcelOf>,
  place: string,
  { dayOf }: MapContext,
): readonly Reject[] {
  const reason = impossibleTimes({ orderedAt, deliveredAt }, dayOf);
  return reason === undefined
    ? []
    : [{ ...rejectOf(place, reason, { id, orderedAt, deliveredAt }), id }];
}

function tooMany(order: ShipmentsOrder): Reject {
  const parcels = order.fulfillments.map(({ id }) => id);
  return rejectOf(orderPlace(order), 'has more parcels than can be read', parcels);
}

function hasLeft({ status, displayStatus }: WholeParcel): boolean {
  return !NEVER_LEFT.includes(status) && displayStatus !== 'CANCELED';
}

function parcelOf(order: ShipmentsOrder, parcel: WholeParcel, context: MapContext) {
  const orderId = numberOf(order.id);
  const shippedAt = Date.parse(parcel.inTransitAt ?? parcel.createdAt);
  const promisedAt = promiseOf(order, parcel.id);
  const deliveredAt = deliveryOf(parcel);
  const exception = deliveredAt === undefined ? exceptionOf(parcel) : undefined;
  return {
    id: `${orderId}/${numberOf(parcel.id)}`,
    occurredAt: shippedAt,
    day: context.dayOf(promisedAt ?? shippedAt),
    orderId,
    orderedAt: Date.parse(order.processedAt),
    shippedAt,
    ...filled({
      promisedAt,
      deliveredAt,
      onTime: onTimeOf(promisedAt, parcel, context),
      exception,
      carrier: short(parcel.trackingInfo[0]?.company),
      location: short(parcel.location?.name),
    }),
  };
}

/** The earliest time (ms) by which the parcel was promised to be delivered. */
function promiseOf(order: ShipmentsOrder, parcel: string): number | undefined {
  const promises = order.fulfillmentOrders
    .filter(({ fulfillments }) => fulfillments.some(({ id }) => id === parcel))
    .flatMap(({ deliveryMethod }) => deliveryMethod?.maxDeliveryDateTime ?? [])
    .map((text) => Date.parse(text));
  return promises.length === 0 ? undefined : Math.min(...promises);
}

/** When a parcel arrived (ms): as Shopify says, else by the first event that says so. */
function deliveryOf({ deliveredAt, displayStatus, events }: WholeParcel): number | undefined {
  if (deliveredAt !== null) return Date.parse(deliveredAt);
  if (displayStatus !== 'DELIVERED') return undefined;
  const times = events
    .filter(({ status }) => status === 'DELIVERED')
    .map(({ happenedAt }) => Date.parse(happenedAt));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Whether the events of a parcel are needed to say when it arrived. */
export function needsEvents({
  deliveredAt,
  displayStatus,
}: Pick<WholeParcel, 'deliveredAt' | 'displayStatus'>): boolean {
  return deliveredAt === null && displayStatus === 'DELIVERED';
}

function exceptionOf({ displayStatus }: WholeParcel): string | undefined {
  return ARRIVED.includes(displayStatus ?? '') ? UNTIMED : EXCEPTIONS[displayStatus ?? ''];
}

function onTimeOf(
  promisedAt: number | undefined,
  parcel: WholeParcel,
  { dayOf, now }: MapContext,
): boolean | undefined {
  if (promisedAt === undefined) return undefined;
  const promised = dayOf(promisedAt);
  const deliveredAt = deliveryOf(parcel);
  if (deliveredAt !== undefined) return dayOf(deliveredAt) <= promised;
  if (ARRIVED.includes(parcel.displayStatus ?? '')) return undefined;
  return dayOf(now) > promised ? false : undefined;
}

/**
 * The earliest promise (ms) to a parcel that is still under way and not overdue. It is overdue from
 * the next local day on, though nothing about the order changes then.
 */
export function nextPromise(
  order: ShipmentsOrder,
  { dayOf, now }: Pick<MapContext, 'dayOf' | 'now'>,
): number | undefined {
  const promises = notArrived(order)
    .flatMap(({ id }) => promiseOf(order, id) ?? [])
    .filter((at) => dayOf(now) <= dayOf(at));
  return promises.length === 0 ? undefined : Math.min(...promises);
}

function notArrived({ fulfillments }: ShipmentsOrder): WholeParcel[] {
  return fulfillments
    .filter((parcel) => hasLeft(parcel) && deliveryOf(parcel) === undefined)
    .filter(({ displayStatus }) => !ARRIVED.includes(displayStatus ?? ''));
}

/** The parcels of an order that may still arrive: those that left, and that no carrier has given up. */
export function underWay(order: ShipmentsOrder): WholeParcel[] {
  return notArrived(order).filter(
    ({ displayStatus }) => EXCEPTIONS[displayStatus ?? ''] !== 'lost',
  );
}
