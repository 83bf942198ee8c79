/** Any one of the scopes opens a type, or a field where one is named. */
export interface AccessRule {
  readonly type: string;
  readonly field?: string;
  readonly scopes: readonly string[];
  /** What else Shopify's message says. */
  readonly also?: string;
}

const ORDERS = ['read_orders'];
const ORDERS_OR_MARKET = ['read_orders', 'read_marketplace_orders'];
const FULFILLMENT_ORDERS = [
  'read_assigned_fulfillment_orders',
  'read_merchant_managed_fulfillment_orders',
  'read_third_party_fulfillment_orders',
  'read_marketplace_fulfillment_orders',
];
const FULFILLMENTS = [...ORDERS_OR_MARKET, ...FULFILLMENT_ORDERS];
const RETURNS = ['read_returns', 'read_marketplace_returns'];
const LOCATIONS = ['read_locations', 'read_inventory', 'read_markets_home'];
const REPORTS = ['read_reports'];

const rules = (types: readonly string[], scopes: readonly string[]): AccessRule[] =>
  types.map((type) => ({ type, scopes }));

/** The scopes that the schema's types and fields need; a test compares them with Shopify's own. */
export const ACCESS: readonly AccessRule[] = [
  ...rules(
    ['Sale', 'ProductSale', 'ShippingLineSale', 'GiftCardSale', 'TipSale', 'DutySale'],
    ORDERS,
  ),
  ...rules(['AdditionalFeeSale', 'FeeSale', 'AdjustmentSale', 'UnknownSale'], ORDERS),
  ...rules(['FulfillmentEvent'], ORDERS),
  ...rules(['SalesAgreement', 'OrderAgreement', 'OrderEditAgreement'], ORDERS_OR_MARKET),
  ...rules(['RefundAgreement', 'ReturnAgreement', 'Refund', 'RefundLineItem'], ORDERS_OR_MARKET),
  ...rules(['CustomerJourneySummary', 'CustomerVisit'], ORDERS_OR_MARKET),
  ...rules(['FulfillmentLineItem', 'LineItem'], ORDERS_OR_MARKET),
  ...rules(['Order'], [...ORDERS_OR_MARKET, 'read_quick_sale']),
  ...rules(['Fulfillment', 'FulfillmentTrackingInfo'], FULFILLMENTS),
  ...rules(['DeliveryMethod'], ['read_orders', ...FULFILLMENT_ORDERS]),
  ...rules(['FulfillmentOrder'], FULFILLMENT_ORDERS),
  ...rules(['Return', 'ReturnLineItemType', 'ReturnLineItem'], RETURNS),
  ...rules(['UnverifiedReturnLineItem'], RETURNS),
  ...rules(['ReturnReasonDefinition'], ['read_returns']),
  ...rules(['Customer'], ['read_customers']),
  ...rules(['Product'], ['read_products']),
  ...rules(['Location'], LOCATIONS),
  {
    type: 'StaffMember',
    scopes: ['read_users'],
    also: 'The app must be a finance embedded app or installed on a Shopify Plus or Advanced store. Contact Shopify Support to enable this scope for your app.',
  },
  ...rules(['ShopifyqlQueryResponse', 'ShopifyqlTableData', 'ShopifyqlTableDataColumn'], REPORTS),
  { type: 'Location', field: 'id', scopes: LOCATIONS },
  { type: 'Location', field: 'name', scopes: ['read_locations', 'read_markets_home'] },
  { type: 'QueryRoot', field: 'fulfillment', scopes: FULFILLMENTS },
  { type: 'QueryRoot', field: 'ordersCount', scopes: ORDERS_OR_MARKET },
  { type: 'QueryRoot', field: 'refund', scopes: ORDERS_OR_MARKET },
  { type: 'QueryRoot', field: 'return', scopes: RETURNS },
  {
    type: 'QueryRoot',
    field: 'shopifyqlQuery',
    scopes: REPORTS,
    also: 'Level 2 access to Customer data including name, address, phone, and email fields. Please refer to protected customer data [requirements](https://shopify.dev/docs/apps/launch/protected-customer-data).',
  },
];
