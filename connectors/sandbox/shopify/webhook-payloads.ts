import { createHash } from 'node:crypto';
import type { BulkJob } from './bulk-job.ts';
import type { Order, SandboxShop } from './model.ts';
import { numberOf } from './search-query.ts';

type Payload = Readonly<Record<string, unknown>>;

/** What is said when something happened to an order, by topic as the schema writes it. */
export function orderPayload(topic: string, id: string, order: Order | undefined): Payload {
  const self = { id: numberOf(id), admin_graphql_api_id: id };
  if (topic === 'ORDERS_DELETE') return { id: self.id };
  if (topic === 'ORDERS_EDITED') return { order_edit: { id: self.id, order_id: self.id } };
  if (topic.startsWith('ORDERS_')) return { ...self, ...head(order) };
  if (topic === 'REFUNDS_CREATE') return { ...partOf('Refund', refund(order)), order_id: self.id };
  if (topic.startsWith('FULFILLMENT_EVENTS_')) {
    const parcel = order?.fulfillments.at(-1);
    const event = partOf('FulfillmentEvent', parcel?.events.at(-1)?.id);
    return { ...event, order_id: self.id, fulfillment_id: parcel ? numberOf(parcel.id) : null };
  }
  if (topic.startsWith('FULFILLMENTS_')) {
    const parcel = order?.fulfillments.at(-1);
    const status = parcel?.status.toLowerCase() ?? null;
    return { ...partOf('Fulfillment', parcel?.id), order_id: self.id, status };
  }
  return { ...partOf('Return', order?.returns.at(-1)?.id), order: self };
}

function head(order: Order | undefined): Payload {
  if (order === undefined) return {};
  const { name, test, createdAt, updatedAt, cancelledAt } = order;
  return {
    name,
    test,
    created_at: createdAt,
    updated_at: updatedAt,
    cancelled_at: cancelledAt,
  };
}

function refund(order: Order | undefined): string | undefined {
  return order?.agreements.findLast(({ reason }) => reason === 'REFUND')?.id;
}

function partOf(type: string, id: string | undefined): Payload {
  if (id === undefined) return { id: null, admin_graphql_api_id: null };
  return { id: numberOf(id), admin_graphql_api_id: `gid://shopify/${type}/${numberOf(id)}` };
}

/** What is said when an export has ended. */
export function bulkPayload(job: BulkJob): Payload {
  const time = (at: number): string => new Date(at).toISOString();
  return {
    admin_graphql_api_id: job.id,
    completed_at: job.completedAt === null ? null : time(job.completedAt),
    created_at: time(job.createdAt),
    error_code: job.errorCode?.toLowerCase() ?? null,
    status: job.status.toLowerCase(),
    type: 'query',
  };
}

export type PrivacyTopic = 'CUSTOMERS_DATA_REQUEST' | 'CUSTOMERS_REDACT' | 'SHOP_REDACT';

/** What the privacy webhooks say. `customer` is a number; the person's details are made up. */
export function privacyPayload(
  topic: PrivacyTopic,
  { info }: SandboxShop,
  customer: number,
  orders: readonly number[],
): Payload {
  const shop = { shop_id: numberOf(info.id), shop_domain: info.myshopifyDomain };
  if (topic === 'SHOP_REDACT') return shop;
  const name = createHash('sha256').update(String(customer)).digest('hex').slice(0, 8);
  const person = { id: customer, email: `${name}@example.com`, phone: `555-${name}` };
  return topic === 'CUSTOMERS_REDACT'
    ? { ...shop, customer: person, orders_to_redact: orders }
    : { ...shop, customer: person, orders_requested: orders, data_request: { id: customer } };
}
