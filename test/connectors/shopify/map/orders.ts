import { dayReader } from '../../../../connectors/local-day.ts';
import type { MapContext } from '../../../../connectors/shopify/map/mapped.ts';
import type {
  ReturnsOrder,
  SalesOrder,
  ShipmentsOrder,
  WholeAgreement,
  WholeParcel,
} from '../../../../connectors/shopify/map/whole-order.ts';
import type {
  OrderHeadFragment,
  SaleEntryFragment,
  VisitFragment,
} from '../../../../connectors/shopify/queries/generated.ts';

export const context: MapContext = {
  shop: 'skovby.myshopify.com',
  dayOf: dayReader('Europe/Copenhagen'),
  customerKey: (id) => `key of ${id}`,
  now: Date.parse('2026-11-24T12:00:00Z'),
};

export function visit(given: Partial<VisitFragment> = {}): VisitFragment {
  const utmParameters = null;
  const occurredAt = '2026-11-01T10:00:00Z';
  return {
    occurredAt,
    source: 'direct',
    sourceType: null,
    referrerUrl: null,
    utmParameters,
    ...given,
  };
}

export const head: OrderHeadFragment = {
  id: 'gid://shopify/Order/1001',
  name: '#1001',
  test: false,
  createdAt: '2026-11-01T11:00:00Z',
  processedAt: '2026-11-01T11:00:00Z',
  updatedAt: '2026-11-02T11:00:00Z',
  cancelledAt: null,
  sourceName: 'web',
  attribution: { handle: 'web', displayName: 'Online Store' },
  customer: { id: 'gid://shopify/Customer/7' },
  customerJourneySummary: { ready: true, customerOrderIndex: 1, firstVisit: null, lastVisit: null },
  retailLocation: null,
  staffMember: null,
};

export const item = {
  id: 'gid://shopify/LineItem/31',
  sku: 'KRUS-01',
  title: 'Stoneware mug',
  vendor: 'Hav & Ler',
  product: { id: 'gid://shopify/Product/9', productType: 'Tableware' },
};

interface Amounts {
  readonly total: string;
  readonly tax?: string;
  readonly discount?: string;
  readonly eur?: readonly [total: string, tax: string];
}

export function sale(
  actionType: SaleEntryFragment['actionType'],
  lineType: SaleEntryFragment['lineType'],
  quantity: number | null,
  { total, tax = '0', discount = '0', eur }: Amounts,
): SaleEntryFragment {
  const both = (amount: string, other: string | undefined) => ({
    shopMoney: { amount, currencyCode: 'DKK' as const },
    presentmentMoney:
      other === undefined
        ? { amount, currencyCode: 'DKK' as const }
        : { amount: other, currencyCode: 'EUR' as const },
  });
  return {
    id: 'gid://shopify/Sale/501',
    actionType,
    lineType,
    quantity,
    totalAmount: both(total, eur?.[0]),
    totalTaxAmount: both(tax, eur?.[1]),
    totalDiscountAmountBeforeTaxes: { shopMoney: { amount: discount, currencyCode: 'DKK' } },
    ...(lineType === 'PRODUCT' || lineType === 'GIFT_CARD' ? { lineItem: item } : {}),
  };
}

export function agreement(
  happenedAt: string,
  sales: readonly SaleEntryFragment[],
  user?: string,
  more: Partial<WholeAgreement> = {},
): WholeAgreement {
  const id = 'gid://shopify/OrderAgreement/401';
  const who = user === undefined ? {} : { user: { id: 'gid://shopify/StaffMember/3', name: user } };
  return { id, happenedAt, reason: 'ORDER', ...who, sales, ...more };
}

export function salesOrder(
  agreements: readonly WholeAgreement[],
  given: Partial<SalesOrder> = {},
): SalesOrder {
  return { ...head, displayFulfillmentStatus: 'FULFILLED', ...given, agreements };
}

export function parcel(given: Partial<WholeParcel> = {}): WholeParcel {
  return {
    id: 'gid://shopify/Fulfillment/601',
    status: 'SUCCESS',
    displayStatus: 'IN_TRANSIT',
    createdAt: '2026-11-02T09:00:00Z',
    updatedAt: '2026-11-02T09:00:00Z',
    inTransitAt: '2026-11-02T15:00:00Z',
    deliveredAt: null,
    estimatedDeliveryAt: null,
    location: { id: 'gid://shopify/Location/1', name: 'Warehouse' },
    trackingInfo: [{ company: 'GLS' }],
    events: [],
    ...given,
  };
}

export function shipmentsOrder(
  fulfillments: readonly WholeParcel[],
  promises: readonly string[] = [],
): ShipmentsOrder {
  const fulfillmentOrders = promises.map((maxDeliveryDateTime, n) => ({
    id: `gid://shopify/FulfillmentOrder/${n}`,
    status: 'CLOSED' as const,
    fulfillBy: '2026-11-02T08:00:00Z',
    deliveryMethod: { maxDeliveryDateTime },
    fulfillments: fulfillments.map(({ id }) => ({ id })),
  }));
  return { ...head, fulfillments, fulfillmentOrders };
}

export function returnsOrder(returns: ReturnsOrder['returns']): ReturnsOrder {
  return { ...head, returns };
}
