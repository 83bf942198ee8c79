import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { WebhookContext, WebhookRequest, WebhookVerdict } from '../../connector.ts';
import type { ShopifyConfig } from '../config.ts';
import { customerIdentity } from '../customer.ts';
import { isProven } from './proof.ts';
import { isOrderTopic } from './topics.ts';

const number = z.union([z.int().min(1), z.string().regex(/^\d{1,20}$/)]);
const gid = z.string().regex(/^gid:\/\/shopify\/Order\/\d{1,20}$/);

/** An order itself; or what belongs to one, with its number; or a return, with the order in it. */
const orderSchema = z.object({ admin_graphql_api_id: gid });
const deletedSchema = z.object({ id: number });
const partSchema = z.object({ order_id: number });
const returnSchema = z.object({ order: z.object({ admin_graphql_api_id: gid }) });
const personSchema = z.object({ customer: z.object({ id: number }) });

/** Says what a call of Shopify means. Never throws: what can't be read is refused. */
export async function receive(
  config: ShopifyConfig,
  { headers, body }: WebhookRequest,
  context: WebhookContext,
): Promise<WebhookVerdict> {
  const secret = config.clientSecret;
  if (secret === undefined) {
    return refused(404, 'Without clientSecret nobody can prove that Shopify calls.');
  }
  if (!isProven(body, headers['x-shopify-hmac-sha256'], secret)) {
    return refused(401, 'The signature is not that of the app’s secret over this body.');
  }
  if (headers['x-shopify-shop-domain'] !== config.shop) {
    return refused(401, 'The call is from another shop than this connection’s.');
  }
  const topic = headers['x-shopify-topic'] ?? '';
  return verdictOf(topic, eventOf(headers, topic, body), json(body), config.shop, context);
}

function verdictOf(
  topic: string,
  event: string,
  body: unknown,
  shop: string,
  context: WebhookContext,
): WebhookVerdict {
  if (isOrderTopic(topic)) {
    const key = orderOf(topic, body);
    return key === undefined ? unreadable(topic) : { kind: 'changed', event, keys: [key] };
  }
  if (SYNCED.has(topic)) return { kind: 'sync', event };
  if (topic === 'shop/redact') return { kind: 'redact-all', event };
  if (topic === 'customers/redact' || topic === 'customers/data_request') {
    const person = personSchema.safeParse(body);
    if (!person.success) return unreadable(topic);
    const customers = [context.customerKey(customerIdentity(shop, person.data.customer.id))];
    return { kind: topic === 'customers/redact' ? 'redact' : 'data-request', event, customers };
  }
  return { kind: 'ignored', event };
}

/** An export has ended; or the app was uninstalled, which the status says once a sync has found it. */
const SYNCED = new Set(['bulk_operations/finish', 'app/uninstalled']);

/** What Node 24 has and TypeScript does not describe yet. */
const { parse } = JSON as unknown as {
  parse: (
    text: string,
    reviver: (key: string, value: unknown, from: { readonly source?: string }) => unknown,
  ) => unknown;
};

/** The order's global id. */
function orderOf(topic: string, body: unknown): string | undefined {
  if (topic === 'orders/delete') return gidOf(deletedSchema.safeParse(body).data?.id);
  if (topic.startsWith('orders/')) return orderSchema.safeParse(body).data?.admin_graphql_api_id;
  if (topic.startsWith('returns/')) {
    return returnSchema.safeParse(body).data?.order.admin_graphql_api_id;
  }
  return gidOf(partSchema.safeParse(body).data?.order_id);
}

function gidOf(id: number | string | undefined): string | undefined {
  return id === undefined ? undefined : `gid://shopify/Order/${id}`;
}

/** Where Shopify names none, the same body about the same is the same event. */
function eventOf(headers: WebhookRequest['headers'], topic: string, body: Uint8Array): string {
  const named = headers['x-shopify-event-id'] ?? headers['x-shopify-webhook-id'];
  if (named !== undefined && named !== '') return named.slice(0, 200);
  return createHash('sha256').update(topic).update('\n').update(body).digest('hex');
}

/** Whole numbers that a double can't hold come as texts: Shopify's ids have 64 bits. */
function json(body: Uint8Array): unknown {
  try {
    return parse(Buffer.from(body).toString('utf8'), (_key, value, { source }) =>
      Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value,
    );
  } catch {
    return undefined;
  }
}

function unreadable(topic: string): WebhookVerdict {
  return refused(400, `The body is not one of ${topic}.`);
}

function refused(status: 400 | 401 | 404, reason: string): WebhookVerdict {
  return { kind: 'refused', status, reason };
}
