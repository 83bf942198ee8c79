/**
 * The stand-in's shop as its GraphQL schema shows it: plain objects with the schema's own field
 * names. Connections are arrays here (the server pages them); what an interface stands for says its
 * `__typename`. Times are ISO 8601 in whole seconds with Z, as Shopify writes them.
 */
export interface MoneyV2 {
  readonly amount: string;
  readonly currencyCode: string;
}

export interface MoneyBag {
  readonly shopMoney: MoneyV2;
  readonly presentmentMoney: MoneyV2;
}

export interface LineItem {
  readonly id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly vendor: string | null;
  readonly product: { readonly id: string; readonly productType: string } | null;
}

export interface Sale {
  readonly __typename:
    | 'ProductSale'
    | 'ShippingLineSale'
    | 'GiftCardSale'
    | 'TipSale'
    | 'DutySale'
    | 'AdditionalFeeSale'
    | 'FeeSale'
    | 'AdjustmentSale'
    | 'UnknownSale';
  readonly id: string;
  readonly actionType: 'ORDER' | 'RETURN' | 'UPDATE' | 'UNKNOWN';
  readonly lineType: string;
  readonly quantity: number | null;
  /** After discounts and with taxes; negative where something is given back. */
  readonly totalAmount: MoneyBag;
  /** Signed like totalAmount: negative in a return. */
  readonly totalDiscountAmountBeforeTaxes: MoneyBag;
  readonly totalTaxAmount: MoneyBag;
  readonly lineItem?: LineItem;
}

export interface Refund {
  readonly __typename: 'Refund';
  readonly id: string;
  readonly refundLineItems: readonly {
    readonly id: string;
    readonly quantity: number;
    readonly restockType: 'CANCEL' | 'NO_RESTOCK' | 'RETURN';
    readonly lineItem: LineItem;
  }[];
}

export interface Agreement {
  readonly __typename:
    | 'OrderAgreement'
    | 'OrderEditAgreement'
    | 'RefundAgreement'
    | 'ReturnAgreement';
  readonly id: string;
  readonly happenedAt: string;
  readonly reason: 'ORDER' | 'ORDER_EDIT' | 'REFUND' | 'RETURN' | 'UNKNOWN';
  readonly user: { readonly id: string; readonly name: string } | null;
  /** Of a refund only. */
  readonly refund?: Refund;
  readonly sales: readonly Sale[];
}

export interface Visit {
  readonly id: string;
  readonly occurredAt: string;
  readonly source: string;
  readonly sourceType: string | null;
  readonly referrerUrl: string | null;
  readonly utmParameters: {
    readonly source: string | null;
    readonly medium: string | null;
    readonly campaign: string | null;
  } | null;
}

export interface Fulfillment {
  readonly id: string;
  readonly status: string;
  readonly displayStatus: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly inTransitAt: string | null;
  readonly deliveredAt: string | null;
  readonly estimatedDeliveryAt: string | null;
  readonly location: { readonly id: string; readonly name: string } | null;
  readonly trackingInfo: readonly { readonly company: string | null }[];
  readonly events: readonly {
    readonly id: string;
    readonly status: string;
    readonly happenedAt: string;
  }[];
}

export interface FulfillmentOrder {
  readonly id: string;
  readonly status: string;
  readonly fulfillBy: string | null;
  readonly deliveryMethod: {
    readonly id: string;
    readonly maxDeliveryDateTime: string | null;
  } | null;
  /** Ids of the order's fulfilments. */
  readonly fulfillmentIds: readonly string[];
}

export interface ReturnOfGoods {
  readonly id: string;
  readonly status: 'CANCELED' | 'CLOSED' | 'DECLINED' | 'OPEN' | 'REQUESTED';
  readonly createdAt: string;
  readonly closedAt: string | null;
  readonly requestApprovedAt: string | null;
  readonly returnLineItems: readonly {
    readonly __typename: 'ReturnLineItem' | 'UnverifiedReturnLineItem';
    readonly id: string;
    readonly quantity: number;
    readonly processedQuantity: number;
    readonly returnReasonDefinition: {
      readonly id: string;
      readonly handle: string;
      readonly name: string;
    } | null;
    readonly fulfillmentLineItem?: { readonly id: string; readonly lineItem: LineItem };
  }[];
}

export interface Order {
  readonly id: string;
  readonly name: string;
  readonly test: boolean;
  readonly createdAt: string;
  readonly processedAt: string;
  readonly updatedAt: string;
  readonly cancelledAt: string | null;
  readonly displayFulfillmentStatus: 'FULFILLED' | 'PARTIALLY_FULFILLED' | 'UNFULFILLED';
  readonly sourceName: string | null;
  readonly attribution: { readonly handle: string; readonly displayName: string } | null;
  readonly customer: { readonly id: string } | null;
  readonly customerJourneySummary: {
    readonly ready: boolean;
    readonly customerOrderIndex: number | null;
    readonly firstVisit: Visit | null;
    readonly lastVisit: Visit | null;
  } | null;
  readonly retailLocation: { readonly id: string; readonly name: string } | null;
  readonly staffMember: { readonly id: string; readonly name: string } | null;
  readonly shippingAddress: { readonly id: string; readonly countryCodeV2: string | null } | null;
  readonly agreements: readonly Agreement[];
  readonly fulfillments: readonly Fulfillment[];
  readonly fulfillmentOrders: readonly FulfillmentOrder[];
  readonly returns: readonly ReturnOfGoods[];
}

/** What search and sorting need of an order. Times are ms, in whole seconds. */
export interface OrderKey {
  readonly id: string;
  readonly createdAt: number;
  readonly processedAt: number;
  readonly updatedAt: number;
}

/** Half-open ranges of ms; absent ends are open. */
export interface OrderSearch {
  readonly createdFrom?: number;
  readonly createdTo?: number;
  readonly updatedFrom?: number;
  readonly updatedTo?: number;
}

export interface ReportTable {
  readonly columns: readonly { readonly name: string; readonly dataType: string }[];
  readonly rows: readonly (readonly string[])[];
}

/** A shop as it is at each instant (`now`, ms). The same seed and instant give the same shop. */
export interface SandboxShop {
  readonly info: {
    readonly id: string;
    readonly name: string;
    readonly myshopifyDomain: string;
    readonly ianaTimezone: string;
    readonly currencyCode: string;
  };
  /** The orders there are, in no order. Must be fast for recent `updatedFrom` among 200,000 orders. */
  search(search: OrderSearch, now: number): readonly OrderKey[];
  order(id: string, now: number): Order | undefined;
  /** The order that a fulfilment, return or refund belongs to. */
  orderOf(id: string, now: number): string | undefined;
  /** The orders that were deleted, and when (ms), in no order. */
  deletions(now: number): readonly { readonly id: string; readonly at: number }[];
  /** A ShopifyQL query's table, or what is wrong with it. */
  report(query: string, now: number): ReportTable | { readonly parseErrors: readonly string[] };
}
