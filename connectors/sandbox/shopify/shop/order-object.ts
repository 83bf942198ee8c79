import type { Order } from '../model.ts';
import { agreementsOf } from './agreement-objects.ts';
import { fulfillmentOrdersOf, fulfillmentsOf, shippedStatus } from './delivery-objects.ts';
import { gid, partId } from './ids.ts';
import { journeyOf } from './journey-object.ts';
import { locationOf, staffOf } from './places.ts';
import { returnsOf } from './return-objects.ts';
import { timeOf } from './times.ts';
import { updatedAt } from './story-times.ts';
import type { Story } from './story.ts';

const SALES_CHANNELS = {
  web: ['online_store', 'Online Store'],
  pos: ['pos', 'Point of Sale'],
  shopify_draft_order: ['draft_orders', 'Draft Orders'],
} as const;

/** Whether there is such an order at an instant (ms). */
export function exists({ createdAt, deletedAt }: Story, now: number): boolean {
  return createdAt <= now && (deletedAt === undefined || deletedAt > now);
}

/** The order as Shopify shows it at an instant (ms). */
export function orderObject(story: Story, now: number): Order {
  const { number, country, customer, cancelledAt } = story;
  const cancelled = cancelledAt !== undefined && cancelledAt <= now;
  return {
    ...headOf(story),
    updatedAt: timeOf(updatedAt(story, now)),
    cancelledAt: cancelled ? timeOf(cancelledAt) : null,
    displayFulfillmentStatus: shippedStatus(story, now),
    customer: customer === undefined ? null : { id: gid('Customer', customer) },
    customerJourneySummary: journeyOf(story, now),
    shippingAddress:
      country === undefined
        ? null
        : { id: partId('MailingAddress', number, 0), countryCodeV2: country },
    agreements: agreementsOf(story, now),
    fulfillments: fulfillmentsOf(story, now),
    fulfillmentOrders: fulfillmentOrdersOf(story, now),
    returns: returnsOf(story, now),
  };
}

function headOf({ number, test, createdAt, processedAt, source, location, staff }: Story) {
  const [handle, displayName] = SALES_CHANNELS[source];
  const unattributed = source === 'shopify_draft_order' && number % 4 === 0;
  return {
    id: gid('Order', number),
    name: `#${number}`,
    test,
    createdAt: timeOf(createdAt),
    processedAt: timeOf(processedAt),
    sourceName: source,
    attribution: unattributed ? null : { handle, displayName },
    retailLocation: location === undefined ? null : locationOf(location),
    staffMember: staff === undefined ? null : staffOf(staff),
  };
}
