import type { ShopifyApi } from '../api/shopify-api.ts';
import type { ParcelEventsFragment } from '../queries/generated.ts';
import { nextOf, stillThere } from './ask.ts';

export type Events = ParcelEventsFragment['events']['nodes'];

/** Events of one request. */
const MORE_EVENTS = 100;

/** All events of a parcel, whose first ones are known. */
export async function allEvents(
  api: ShopifyApi,
  parcel: string,
  known: ParcelEventsFragment['events'],
): Promise<Events> {
  const events = [...known.nodes];
  let after = nextOf(known.pageInfo);
  while (after !== undefined) {
    const asked = { fulfillment: parcel, after, events: MORE_EVENTS };
    const found = (await api.request('MoreEvents', asked)).fulfillment;
    const more = stillThere(found, parcel).events;
    events.push(...more.nodes);
    after = nextOf(more.pageInfo);
  }
  return events;
}
