import type { Fulfillment, FulfillmentOrder } from '../model.ts';
import { partId } from './ids.ts';
import { locationOf } from './places.ts';
import type { Parcel, ParcelEvent, Promised, Story } from './story.ts';
import { timeIfCome, timeOf } from './times.ts';

/** What an event makes of a parcel's status; others show as their own name. */
const SHOWN: Readonly<Record<string, string>> = { FAILURE: 'NOT_DELIVERED' };

/** Events have 20 places a parcel. */
const EVENTS = 20;

/** The parcels that have been sent by an instant (ms). */
export function fulfillmentsOf(story: Story, now: number): Fulfillment[] {
  return story.parcels.flatMap((parcel, place) =>
    parcel.at <= now ? [fulfillmentOf(story, parcel, place, now)] : [],
  );
}

function fulfillmentOf(story: Story, parcel: Parcel, place: number, now: number): Fulfillment {
  const { at, carrier, cancelledAt, estimatedAt } = parcel;
  const events = parcel.events.filter((event) => event.at <= now);
  const cancelled = cancelledAt !== undefined && cancelledAt <= now;
  const changedAt = cancelled ? cancelledAt : (events.at(-1)?.at ?? at);
  return {
    id: partId('Fulfillment', story.number, place),
    status: cancelled ? 'CANCELLED' : 'SUCCESS',
    displayStatus: cancelled ? 'CANCELED' : shownStatus(story, events),
    createdAt: timeOf(at),
    updatedAt: timeOf(changedAt),
    inTransitAt: timeIfCome(events.find(({ status }) => status === 'IN_TRANSIT')?.at, now),
    deliveredAt: timeIfCome(events.find(({ status }) => status === 'DELIVERED')?.at, now),
    estimatedDeliveryAt: estimatedAt === undefined ? null : timeOf(estimatedAt),
    location: locationOf(story.location ?? 0),
    trackingInfo: carrier === undefined ? [] : [{ company: carrier }],
    events: events.map((event, n) => ({
      id: partId('FulfillmentEvent', story.number, place * EVENTS + n),
      status: event.status,
      happenedAt: timeOf(event.at),
    })),
  };
}

function shownStatus({ number }: Story, events: readonly ParcelEvent[]): string {
  const status = events.at(-1)?.status;
  if (status === undefined) return 'FULFILLED';
  return status === 'FAILURE' && number % 2 === 0 ? status : (SHOWN[status] ?? status);
}

/** What the shop has to send, with what was promised of it. */
export function fulfillmentOrdersOf(story: Story, now: number): FulfillmentOrder[] {
  return story.promises.map((promised, place) => {
    const { shipBy, deliverBy, delivery } = promised;
    const ids = story.parcels.flatMap((parcel, n) =>
      parcel.promise === place && parcel.at <= now ? [partId('Fulfillment', story.number, n)] : [],
    );
    return {
      id: partId('FulfillmentOrder', story.number, place),
      status: statusOf(story, place, now),
      fulfillBy: shipBy === undefined ? null : timeOf(shipBy),
      deliveryMethod: delivery ? methodOf(story, place, deliverBy) : null,
      fulfillmentIds: ids,
    };
  });
}

/** How much of the order has been sent by an instant (ms). */
export function shippedStatus({ parcels }: Story, now: number) {
  const left = parcels.filter(({ cancelledAt }) => cancelledAt === undefined || cancelledAt > now);
  const sent = left.filter(({ at }) => at <= now).length;
  if (sent === 0) return 'UNFULFILLED';
  return sent === left.length ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
}

/** Whether a parcel that stayed had been sent by an instant (ms). */
export function hadShipped({ parcels }: Pick<Story, 'parcels'>, at: number): boolean {
  return parcels.some((parcel) => parcel.at <= at && parcel.cancelledAt === undefined);
}

function methodOf({ number }: Story, place: number, deliverBy: Promised['deliverBy']) {
  const maxDeliveryDateTime = deliverBy === undefined ? null : timeOf(deliverBy);
  return { id: partId('DeliveryMethod', number, place), maxDeliveryDateTime };
}

function statusOf({ parcels, cancelledAt }: Story, place: number, now: number): string {
  if (cancelledAt !== undefined && cancelledAt <= now) return 'CANCELLED';
  const own = parcels.filter(({ promise, ...parcel }) => {
    return promise === place && parcel.cancelledAt === undefined;
  });
  const sent = own.filter(({ at }) => at <= now).length;
  if (own.length > 0 && sent === own.length) return 'CLOSED';
  return sent > 0 ? 'IN_PROGRESS' : 'OPEN';
}
