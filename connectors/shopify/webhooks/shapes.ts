import { z } from 'zod';
import { isOrderTopic } from './topics.ts';

/** Shopify's ids have 64 bits: those that a double can't hold are texts here. */
const number = z.union([z.int().min(1), z.string().regex(/^\d{1,20}$/)]);

function gid(type: string): z.ZodString {
  return z.string().regex(new RegExp(`^gid://shopify/${type}/\\d{1,20}$`));
}

/** What a body of each shape has, and no body of another shape. */
const order = z.object({ admin_graphql_api_id: gid('Order') });
const edit = z.object({ order_edit: z.object({ order_id: number }) });
const deletion = z.strictObject({ id: number });
const refund = z.object({ order_id: number, admin_graphql_api_id: gid('Refund').nullish() });
const parcel = z.object({
  order_id: number,
  admin_graphql_api_id: gid('Fulfillment').nullish(),
});
const parcelEvent = z.object({
  order_id: number,
  admin_graphql_api_id: gid('FulfillmentEvent').nullish(),
});
const returned = z.object({ admin_graphql_api_id: gid('Return').nullish(), order });
const bulk = z.object({ admin_graphql_api_id: gid('BulkOperation') });
const shop = z.object({ id: number, myshopify_domain: z.string() });
const wholeShop = z.strictObject({ shop_id: number, shop_domain: z.string() });
const person = z.object({ id: number });
const forgotten = wholeShop.extend({ customer: person, orders_to_redact: z.array(number) });
const asking = z.object({
  shop_domain: z.string(),
  customer: person,
  orders_requested: z.array(number),
});

/** What a signed body says. Topics of one shape say the same. */
export type Content =
  | { readonly shape: 'order' | 'edit' | 'deletion' | 'part' | 'return'; readonly order: string }
  | { readonly shape: 'bulk' }
  | { readonly shape: 'uninstalled' | 'shop-redact'; readonly shop: string }
  | {
      readonly shape: 'customer-redact' | 'customer-request';
      readonly shop: string;
      readonly customer: number | string;
    };

/** Whether calls of a topic are acted on. */
export function isRead(topic: string): boolean {
  return isOrderTopic(topic) || OTHERS.has(topic);
}

const OTHERS: ReadonlySet<string> = new Set([
  'bulk_operations/finish',
  'app/uninstalled',
  'shop/redact',
  'customers/redact',
  'customers/data_request',
]);

/**
 * Reads a body as one of the topic that the call names; undefined where it is none. The topic is not
 * signed: only what the body itself says proves that it was sent about that.
 */
export function contentOf(topic: string, body: unknown): Content | undefined {
  if (topic === 'bulk_operations/finish') {
    return bulk.safeParse(body).success ? { shape: 'bulk' } : undefined;
  }
  if (topic === 'app/uninstalled') {
    const named = shop.safeParse(body).data?.myshopify_domain;
    return named === undefined ? undefined : { shape: 'uninstalled', shop: named };
  }
  if (topic === 'shop/redact') {
    const named = wholeShop.safeParse(body).data?.shop_domain;
    return named === undefined ? undefined : { shape: 'shop-redact', shop: named };
  }
  if (topic === 'customers/redact') return personal('customer-redact', forgotten, body);
  if (topic === 'customers/data_request') return personal('customer-request', asking, body);
  return isOrderTopic(topic) ? orderContent(topic, body) : undefined;
}

function personal(
  shape: 'customer-redact' | 'customer-request',
  schema: typeof forgotten | typeof asking,
  body: unknown,
): Content | undefined {
  const { data } = schema.safeParse(body);
  return data && { shape, shop: data.shop_domain, customer: data.customer.id };
}

function orderContent(topic: string, body: unknown): Content | undefined {
  if (topic === 'orders/edited') {
    return about('edit', edit.safeParse(body).data?.order_edit.order_id);
  }
  if (topic === 'orders/delete') return about('deletion', deletion.safeParse(body).data?.id);
  if (topic.startsWith('orders/')) {
    return about('order', order.safeParse(body).data?.admin_graphql_api_id);
  }
  if (topic.startsWith('returns/')) {
    return about('return', returned.safeParse(body).data?.order.admin_graphql_api_id);
  }
  const schema = partSchema(topic);
  return about('part', schema.safeParse(body).data?.order_id);
}

function partSchema(topic: string): typeof refund {
  if (topic.startsWith('refunds/')) return refund;
  return topic.startsWith('fulfillment_events/') ? parcelEvent : parcel;
}

/** @param id the order's number, or its global id. */
function about(
  shape: 'order' | 'edit' | 'deletion' | 'part' | 'return',
  id: number | string | undefined,
): Content | undefined {
  if (id === undefined) return undefined;
  const global = String(id);
  return { shape, order: global.startsWith('gid:') ? global : `gid://shopify/Order/${global}` };
}
