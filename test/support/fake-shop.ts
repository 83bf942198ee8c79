import type {
  Order,
  OrderKey,
  OrderSearch,
  ReportTable,
  SandboxShop,
} from '../../connectors/sandbox/shopify/model.ts';

/** A shop of a few orders that a test sets and changes by hand. */
export interface FakeShop extends SandboxShop {
  /** By id. */
  readonly orders: Map<string, Order>;
}

export function fakeShop(orders: readonly Order[]): FakeShop {
  const byId = new Map(orders.map((order) => [order.id, order]));
  return {
    orders: byId,
    info: {
      id: 'gid://shopify/Shop/1',
      name: 'Skovby',
      myshopifyDomain: 'skovby.myshopify.com',
      ianaTimezone: 'Europe/Copenhagen',
      currencyCode: 'DKK',
    },
    search: (search) => [...byId.values()].map(keyOf).filter((key) => fits(key, search)),
    order: (id) => byId.get(id),
    orderOf: (id) => [...byId.values()].find((order) => holds(order, id))?.id,
    deletions: () => [],
    report,
  };
}

export function keyOf({ id, createdAt, processedAt, updatedAt }: Order): OrderKey {
  return {
    id,
    createdAt: Date.parse(createdAt),
    processedAt: Date.parse(processedAt),
    updatedAt: Date.parse(updatedAt),
  };
}

function fits(key: OrderKey, search: OrderSearch): boolean {
  return (
    key.createdAt >= (search.createdFrom ?? -Infinity) &&
    key.createdAt < (search.createdTo ?? Infinity) &&
    key.updatedAt >= (search.updatedFrom ?? -Infinity) &&
    key.updatedAt < (search.updatedTo ?? Infinity)
  );
}

function holds(order: Order, id: string): boolean {
  const refund = id.replace('/Refund/', '/RefundAgreement/');
  return (
    order.fulfillments.some((each) => each.id === id) ||
    order.returns.some((each) => each.id === id) ||
    order.agreements.some((each) => each.id === refund)
  );
}

function report(query: string): ReportTable | { parseErrors: string[] } {
  if (!query.startsWith('FROM')) return { parseErrors: ['expected FROM'] };
  return { columns: [{ name: 'day', dataType: 'DAY_TIMESTAMP' }], rows: [['2026-09-30']] };
}
