import type { WebhookSubscriptionTopic } from '../queries/generated.ts';
import { TOPIC_ACCESS } from './topic-access.ts';

/** Topics that change what an order counts for. */
const ORDER_TOPICS = [
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_EDITED',
  'ORDERS_CANCELLED',
  'ORDERS_PAID',
  'ORDERS_FULFILLED',
  'ORDERS_PARTIALLY_FULFILLED',
  'ORDERS_DELETE',
  'REFUNDS_CREATE',
  'FULFILLMENTS_CREATE',
  'FULFILLMENTS_UPDATE',
  'FULFILLMENT_EVENTS_CREATE',
  'FULFILLMENT_EVENTS_DELETE',
  'RETURNS_APPROVE',
  'RETURNS_CANCEL',
  'RETURNS_CLOSE',
  'RETURNS_DECLINE',
  'RETURNS_PROCESS',
  'RETURNS_REOPEN',
  'RETURNS_REQUEST',
  'RETURNS_UPDATE',
] as const satisfies readonly WebhookSubscriptionTopic[];

/** Topics that the connector subscribes to. */
export const SUBSCRIBED = [
  ...ORDER_TOPICS,
  'BULK_OPERATIONS_FINISH',
  'APP_UNINSTALLED',
] as const satisfies readonly WebhookSubscriptionTopic[];

/** The scope to give to an app so that it may subscribe; undefined where it may already. */
export function scopeFor(
  topic: WebhookSubscriptionTopic,
  allows: (scope: string) => boolean,
): string | undefined {
  const needed = TOPIC_ACCESS[topic] ?? [];
  return needed.some(allows) ? undefined : needed[0];
}

/** Topics of the law, set in the app's configuration: nobody can subscribe to them. */
export const PRIVACY = ['customers/data_request', 'customers/redact', 'shop/redact'] as const;

const ORDER_PATHS: ReadonlySet<string> = new Set(ORDER_TOPICS.map(pathOf));

export function isOrderTopic(path: string): boolean {
  return ORDER_PATHS.has(path);
}

/** A topic as calls name it: orders/partially_fulfilled for ORDERS_PARTIALLY_FULFILLED. */
export function pathOf(topic: WebhookSubscriptionTopic): string {
  const [, what = '', how = ''] =
    /^(BULK_OPERATIONS|FULFILLMENT_EVENTS|[A-Z]+)_(.+)$/.exec(topic) ?? [];
  return `${what}/${how}`.toLowerCase();
}
