import type { Order } from '../../../../connectors/sandbox/shopify/model.ts';
import { fakeOrder, iso, SHOP_NOW } from '../../../support/fake-order.ts';

const DAY = 86_400_000;

/** So many parcels of one order. */
export const parcels = (
  count: number,
  number: number,
): Pick<Order, 'fulfillments' | 'fulfillmentOrders'> => {
  const [parcel] = fakeOrder(number).fulfillments;
  const [promise] = fakeOrder(number).fulfillmentOrders;
  const ids = Array.from(
    { length: count },
    (_, n) => `gid://shopify/Fulfillment/${number * 100 + n}`,
  );
  return {
    fulfillments: ids.flatMap((id) => (parcel ? [{ ...parcel, id }] : [])),
    fulfillmentOrders: promise ? [{ ...promise, fulfillmentIds: ids }] : [],
  };
};

/** A parcel whose arrival the last of many events alone tells. */
function byEvents(order: Order): Order {
  const events = Array.from({ length: 130 }, (_, n) => ({
    id: `gid://shopify/FulfillmentEvent/${n}`,
    status: n === 129 ? 'DELIVERED' : 'IN_TRANSIT',
    happenedAt: iso(SHOP_NOW - DAY + n * 60_000),
  }));
  const fulfillments = order.fulfillments.map((each) => ({ ...each, deliveredAt: null, events }));
  return { ...order, fulfillments };
}

/** Its parcels promised by several fulfilment orders, some by two. */
function inParts(order: Order): Order {
  const fulfillmentOrders = order.fulfillmentOrders.flatMap((each) =>
    [0, 1, 2, 3, 4].map((n) => ({
      ...each,
      id: `${each.id}${n}`,
      fulfillmentIds: each.fulfillmentIds.filter((_, place) => place % 5 === n || place % 7 === n),
    })),
  );
  return { ...order, fulfillmentOrders };
}

/** An order with many returns, one of many lines. */
export function manyReturns(order: Order): Order {
  const returns = order.returns.flatMap((each) =>
    Array.from({ length: 8 }, (_, n) => ({
      ...each,
      id: `gid://shopify/Return/${5_000 + n}`,
      returnLineItems: each.returnLineItems.flatMap((line) =>
        Array.from({ length: n === 6 ? 150 : 7 }, (__, m) => ({
          ...line,
          id: `gid://shopify/ReturnLineItem/${n * 1_000 + m}`,
        })),
      ),
    })),
  );
  return { ...order, returns };
}

/** Orders that one request can't read whole, and some that it can. */
export const ORDERS: readonly Order[] = [
  fakeOrder(1),
  fakeOrder(200, { agreements: 14, sales: 30 }),
  fakeOrder(3, { agreements: 2, sales: 6 }),
  fakeOrder(4, { agreements: 3, sales: 1 }),
  manyReturns(fakeOrder(5)),
  { ...fakeOrder(6), ...parcels(3, 6) },
  { ...fakeOrder(7), ...parcels(12, 7) },
  byEvents(fakeOrder(8)),
  byEvents({ ...fakeOrder(11), ...parcels(14, 11) }),
  inParts({ ...fakeOrder(12), ...parcels(130, 12) }),
  { ...fakeOrder(9), test: true },
  { ...fakeOrder(10), agreements: [], fulfillments: [], fulfillmentOrders: [], returns: [] },
];
