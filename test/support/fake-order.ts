import type {
  Agreement,
  LineItem,
  MoneyBag,
  Order,
} from '../../connectors/sandbox/shopify/model.ts';

/** The instant of tests over a fake shop, ms. */
export const SHOP_NOW = Date.UTC(2026, 8, 30, 12);

/** ISO 8601 in whole seconds, as Shopify writes times. */
export const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

const money = (amount: string): MoneyBag => ({
  shopMoney: { amount, currencyCode: 'DKK' },
  presentmentMoney: { amount, currencyCode: 'DKK' },
});

const item = (number: number): LineItem => ({
  id: `gid://shopify/LineItem/${number}`,
  sku: `SKU-${number}`,
  title: 'A chair',
  vendor: 'Skovby',
  product: { id: 'gid://shopify/Product/7', productType: 'Chairs' },
});

function agreement(number: number, place: number, sales: number, at: string): Agreement {
  return {
    __typename: place === 0 ? 'OrderAgreement' : 'RefundAgreement',
    id: `gid://shopify/${place === 0 ? 'OrderAgreement' : 'RefundAgreement'}/${number * 10 + place}`,
    happenedAt: at,
    reason: place === 0 ? 'ORDER' : 'REFUND',
    user: { id: 'gid://shopify/StaffMember/3', name: 'Mette' },
    ...(place > 0 && { refund: refund(number, place, sales) }),
    sales: Array.from({ length: sales }, (_, index) => ({
      __typename: 'ProductSale',
      id: `gid://shopify/Sale/${number * 1000 + place * 100 + index}`,
      actionType: place === 0 ? 'ORDER' : 'RETURN',
      lineType: 'PRODUCT',
      quantity: 1,
      totalAmount: money('125.0'),
      totalDiscountAmountBeforeTaxes: money('0.0'),
      totalTaxAmount: money('25.0'),
      lineItem: item(number * 100 + index),
    })),
  };
}

/** Every other line was never sent. */
function refund(number: number, place: number, lines: number): NonNullable<Agreement['refund']> {
  return {
    __typename: 'Refund',
    id: `gid://shopify/Refund/${number * 10 + place}`,
    refundLineItems: Array.from({ length: lines }, (_, index) => ({
      id: `gid://shopify/RefundLineItem/${number * 1000 + place * 100 + index}`,
      quantity: 1,
      restockType: index % 2 === 0 ? 'CANCEL' : 'RETURN',
      lineItem: item(number * 100 + index),
    })),
  };
}

/** An order with agreements, a parcel with two events and a return. */
export function fakeOrder(
  number: number,
  given: { at?: number; agreements?: number; sales?: number } = {},
): Order {
  const at = iso(given.at ?? SHOP_NOW - 86_400_000 + number * 1_000);
  const parcel = `gid://shopify/Fulfillment/${number}`;
  const agreements = Array.from({ length: given.agreements ?? 1 }, (_, place) =>
    agreement(number, place, given.sales ?? 2, at),
  );
  return {
    id: `gid://shopify/Order/${number}`,
    name: `#${number}`,
    test: false,
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    cancelledAt: null,
    displayFulfillmentStatus: 'FULFILLED',
    sourceName: 'web',
    attribution: { handle: 'online_store', displayName: 'Online Store' },
    customer: { id: 'gid://shopify/Customer/5' },
    customerJourneySummary: {
      ready: true,
      customerOrderIndex: 0,
      firstVisit: null,
      lastVisit: null,
    },
    retailLocation: null,
    staffMember: null,
    shippingAddress: { id: `gid://shopify/MailingAddress/${number}`, countryCodeV2: 'DK' },
    agreements,
    fulfillments: [
      {
        id: parcel,
        status: 'SUCCESS',
        displayStatus: 'DELIVERED',
        createdAt: at,
        updatedAt: at,
        inTransitAt: at,
        deliveredAt: at,
        estimatedDeliveryAt: null,
        location: { id: 'gid://shopify/Location/2', name: 'Aarhus' },
        trackingInfo: [{ company: 'GLS' }, { company: 'PostNord' }],
        events: [
          {
            id: `gid://shopify/FulfillmentEvent/${number * 10}`,
            status: 'IN_TRANSIT',
            happenedAt: at,
          },
          {
            id: `gid://shopify/FulfillmentEvent/${number * 10 + 1}`,
            status: 'DELIVERED',
            happenedAt: at,
          },
        ],
      },
    ],
    fulfillmentOrders: [
      {
        id: `gid://shopify/FulfillmentOrder/${number}`,
        status: 'CLOSED',
        fulfillBy: null,
        deliveryMethod: { id: `gid://shopify/DeliveryMethod/${number}`, maxDeliveryDateTime: at },
        fulfillmentIds: [parcel],
      },
    ],
    returns: [
      {
        id: `gid://shopify/Return/${number}`,
        status: 'OPEN',
        createdAt: at,
        closedAt: null,
        requestApprovedAt: at,
        returnLineItems: [
          {
            __typename: 'ReturnLineItem',
            id: `gid://shopify/ReturnLineItem/${number}`,
            quantity: 1,
            processedQuantity: 0,
            returnReasonDefinition: {
              id: 'gid://shopify/ReturnReasonDefinition/1',
              handle: 'too_small',
              name: 'Too small',
            },
            fulfillmentLineItem: {
              id: `gid://shopify/FulfillmentLineItem/${number}`,
              lineItem: item(number * 100),
            },
          },
        ],
      },
    ],
  };
}
