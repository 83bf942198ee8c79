import { runBulk } from '../api/bulk.ts';
import { needsEvents, shipmentsOf } from '../map/shipment.ts';
import type { ShipmentsOrder, WholeParcel } from '../map/whole-order.ts';
import type { OrderShipmentsFragment } from '../queries/generated.ts';
import { askSized, foundByIds, isOrder, nextOf } from './ask.ts';
import { parcelsDue } from './due.ts';
import { MAPPING } from './mapping.ts';
import { manyParcels, withEvents } from './many-parcels.ts';
import { ordersFromTrees } from './shipment-trees.ts';
import type { Asking, Found, OrderStream } from './stream.ts';
import { FEW } from './together.ts';

const EVENTS = 5;
/** Parcels of an order that are asked for at first, and then where it has as many. */
const FIRST = { fulfillments: 3, events: EVENTS };
const MORE = 10;

type Part = OrderShipmentsFragment;

export const shipmentsStream: OrderStream<ShipmentsOrder> = {
  mapping: MAPPING.shipments,
  async page(asking, filter, after) {
    const first = asking.size('ShipmentsPage').size;
    const variables = { filter, first, after, ...FIRST, ...includesOf(asking) };
    const { orders } = await askSized(asking, 'ShipmentsPage', first, variables);
    const found: Found<ShipmentsOrder>[] = [];
    for (const order of orders.nodes) found.push(await whole(asking, order));
    return { orders: found, after: nextOf(orders.pageInfo) };
  },
  async byIds(asking, ids) {
    const nodes = await partsByIds(asking, ids, FIRST.fulfillments);
    return foundByIds<Part, ShipmentsOrder>(ids, nodes, (order) => whole(asking, order));
  },
  fromParts: asItIs,
  idsAtOnce: ({ size }) => size('ShipmentsByIds').size,
  bulk(asking, filter, signal) {
    const variables = { filter, ...includesOf(asking) };
    const trees = runBulk(asking.api, 'BulkShipments', variables, signal);
    return ordersFromTrees(asking, trees);
  },
  map: shipmentsOf,
  due: parcelsDue,
};

function includesOf({ includes }: Asking) {
  const { customers, locations, staff, addressCountry } = includes;
  return { customers, locations, staff, addressCountry };
}

async function partsByIds(asking: Asking, ids: readonly string[], fulfillments: number) {
  const variables = { ids, fulfillments, events: EVENTS, ...includesOf(asking) };
  if (fulfillments !== FIRST.fulfillments) {
    return (await asking.api.request('ShipmentsByIds', variables)).nodes;
  }
  return (await askSized(asking, 'ShipmentsByIds', ids.length, variables)).nodes;
}

/** Parcels of an order come without pages: where there are as many as asked for, more are. */
async function whole(asking: Asking, order: Part): Promise<Found<ShipmentsOrder>> {
  if (!mayBeCut(order, FIRST.fulfillments)) return withAllEvents(asking, order);
  const [part] = await partsByIds(asking, [order.id], MORE);
  if (!isOrder(part)) return { gone: order.id };
  if (!mayBeCut(part, MORE)) return withAllEvents(asking, part);
  const parcels = await manyParcels(asking, order.id);
  return parcels === undefined ? { gone: order.id } : { ...part, ...parcels };
}

async function withAllEvents(asking: Asking, part: Part): Promise<ShipmentsOrder> {
  const fulfillments: WholeParcel[] = [];
  for (const parcel of part.fulfillments) fulfillments.push(await withEvents(asking, parcel));
  return withParcels(part, fulfillments);
}

/** An order that has no more than came with it. */
function asItIs(order: Part): ShipmentsOrder | undefined {
  const lacksEvents = order.fulfillments.some(
    (parcel) => needsEvents(parcel) && parcel.events.pageInfo.hasNextPage,
  );
  if (lacksEvents || mayBeCut(order, FEW.fulfillments)) return undefined;
  const parcels = order.fulfillments.map((parcel) => ({
    ...parcel,
    events: needsEvents(parcel) ? parcel.events.nodes : [],
  }));
  return withParcels(order, parcels);
}

function withParcels(part: Part, fulfillments: readonly WholeParcel[]): ShipmentsOrder {
  const fulfillmentOrders = part.fulfillmentOrders.nodes.map((each) => ({
    ...each,
    fulfillments: each.fulfillments.nodes,
  }));
  return { ...part, fulfillments, fulfillmentOrders };
}

function mayBeCut({ fulfillments, fulfillmentOrders }: Part, size: number): boolean {
  return (
    fulfillments.length >= size ||
    fulfillmentOrders.pageInfo.hasNextPage ||
    fulfillmentOrders.nodes.some((each) => each.fulfillments.nodes.length >= size)
  );
}
