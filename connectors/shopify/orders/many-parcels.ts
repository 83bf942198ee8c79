import { needsEvents } from '../map/shipment.ts';
import type { WholeParcel, WholePromise } from '../map/whole-order.ts';
import type { OrderShipmentsFragment } from '../queries/generated.ts';
import { changedMeanwhile, isOrder, nextOf } from './ask.ts';
import { allEvents } from './events.ts';
import type { Asking } from './stream.ts';

/** The longest list that is asked for. Where an order has as many parcels, it may have more. */
const MOST = 250;
/** Parcels of one request, and events of each, within 1,000 points. */
const PARCELS = 100;
const EVENTS = 5;

type ParcelPart = OrderShipmentsFragment['fulfillments'][number];

interface ManyParcels {
  readonly fulfillments: readonly WholeParcel[];
  readonly fulfillmentOrders: readonly WholePromise[];
  readonly cut?: true;
}

/**
 * All parcels of an order that has many: their ids, as they come without pages, and then the parcels
 * by these. Undefined where the order is gone.
 */
export async function manyParcels(asking: Asking, order: string): Promise<ManyParcels | undefined> {
  const fulfillmentOrders: WholePromise[] = [];
  let ids: readonly string[] = [];
  let after: string | null | undefined = null;
  while (after !== undefined) {
    const found = (await asking.api.request('ParcelIds', { order, after })).order;
    if (found === null) return undefined;
    ids = found.fulfillments.map(({ id }) => id);
    const { nodes, pageInfo } = found.fulfillmentOrders;
    fulfillmentOrders.push(
      ...nodes.map((each) => ({ ...each, fulfillments: each.fulfillments.nodes })),
    );
    after = nextOf(pageInfo);
  }
  const fulfillments = await parcelsByIds(asking, order, ids);
  return { fulfillments, fulfillmentOrders, ...(ids.length >= MOST ? { cut: true } : {}) };
}

async function parcelsByIds(
  asking: Asking,
  order: string,
  ids: readonly string[],
): Promise<WholeParcel[]> {
  const parcels: WholeParcel[] = [];
  const { locations } = asking.includes;
  for (let start = 0; start < ids.length; start += PARCELS) {
    const asked = { ids: ids.slice(start, start + PARCELS), events: EVENTS, locations };
    const { nodes } = await asking.api.request('ParcelsByIds', asked);
    for (const node of nodes) {
      if (!isOrder(node)) throw changedMeanwhile(order);
      parcels.push(await withEvents(asking, node));
    }
  }
  return parcels;
}

/** A parcel with the events that tell when it arrived, where nothing else does. */
export async function withEvents({ api }: Asking, parcel: ParcelPart): Promise<WholeParcel> {
  const { id, events } = parcel;
  return { ...parcel, events: needsEvents(parcel) ? await allEvents(api, id, events) : [] };
}
