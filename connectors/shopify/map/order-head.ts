import { customerIdentity } from '../customer.ts';
import type { OrderHeadFragment, VisitFragment } from '../queries/generated.ts';
import { shopName } from '../shop-name.ts';
import { channelOf, originOf } from './channel.ts';
import { filled, short, type MapContext } from './mapped.ts';
import { numberOf } from './whole-order.ts';

/** Where an order was made: dimensions that all its facts share. */
export function placeOf(order: OrderHeadFragment, { shop }: MapContext) {
  return filled({
    shop: shopName(shop),
    channel: channelOfOrder(order),
    country: order.shippingAddress?.countryCodeV2,
    location: short(order.retailLocation?.name),
  });
}

/** Who bought, and what led there. */
export function buyerOf(order: OrderHeadFragment, { shop, customerKey }: MapContext) {
  const { customer, customerJourneySummary: journey } = order;
  const index = journey?.customerOrderIndex ?? undefined;
  const ready = journey?.ready === true ? journey : undefined;
  const touches = touchesOf(ready);
  return filled({
    customer: customer ? customerKey(customerIdentity(shop, customer.id)) : undefined,
    firstOrder: index === undefined ? undefined : index === 1,
    campaign: touches.at(-1)?.campaign,
    firstTouch: touches[0],
    lastTouch: touches.at(-1),
    touches: touches.length === 0 ? undefined : touches,
  });
}

type Journey = NonNullable<OrderHeadFragment['customerJourneySummary']>;

/** The first and the last visit, oldest first; one where they are the same. */
function touchesOf(journey: Journey | undefined) {
  const visits = [journey?.firstVisit, journey?.lastVisit].filter((visit) => visit !== null);
  const distinct = visits.filter((visit) => visit !== undefined);
  if (distinct.length === 2 && distinct[0]?.occurredAt === distinct[1]?.occurredAt) distinct.pop();
  return distinct.map(touchOf);
}

function touchOf(visit: VisitFragment) {
  return filled({
    channel: channelOf(originOf(visit)),
    campaign: short(visit.utmParameters?.campaign),
    at: Date.parse(visit.occurredAt),
  });
}

/**
 * The channel of the last visit; Direct where the journey is complete and has none. Orders that no
 * visit led to (a till, a draft) have the name that Shopify gives what they were made with. Absent
 * while the journey is not complete.
 */
function channelOfOrder(order: OrderHeadFragment): string | undefined {
  const { customerJourneySummary: journey, attribution } = order;
  if (isJourneyPending(order)) return undefined;
  if (journey?.lastVisit) return channelOf(originOf(journey.lastVisit));
  const made = short(attribution?.displayName);
  return isOnline(order) ? 'Direct' : (made ?? 'Direct');
}

/** Whether what led to an order may still become known without the order changing. */
export function isJourneyPending(order: OrderHeadFragment): boolean {
  const { customerJourneySummary: journey } = order;
  return journey === null ? isOnline(order) : !journey.ready;
}

function isOnline({ sourceName }: OrderHeadFragment): boolean {
  return sourceName === null || sourceName === 'web';
}

/** How people find an order: its name, with the number that its facts carry. */
export function orderPlace({ id, name }: OrderHeadFragment): string {
  return `order ${name} (${numberOf(id)})`;
}
