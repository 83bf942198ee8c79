import { createHash } from 'node:crypto';
import type {
  WebhookContext,
  WebhookRefusal,
  WebhookRequest,
  WebhookVerdict,
} from '../../connector.ts';
import type { ShopifyConfig } from '../config.ts';
import { customerIdentity } from '../customer.ts';
import { isProofForm, isProven } from './proof.ts';
import { contentOf, isRead, type Content } from './shapes.ts';

type Headers = WebhookRequest['headers'];

/** Whether a call can be one of this shop's, by its headers alone. */
export function admits(config: ShopifyConfig, headers: Headers): WebhookRefusal | undefined {
  if (secretsOf(config).length === 0) {
    return refused(404, 'Without clientSecret nobody can prove that Shopify calls.');
  }
  if (!isProofForm(headers['x-shopify-hmac-sha256'])) {
    return refused(401, 'The call has no signature.');
  }
  return headers['x-shopify-shop-domain'] === config.shop ? undefined : ofAnotherShop();
}

/**
 * Says what a call of Shopify means. Only the body is signed: the topic must be one that the body was
 * sent about, the shop that it names this one, and its event is told by the body. Never throws: what
 * can't be read is refused.
 */
export async function receive(
  config: ShopifyConfig,
  { headers, body }: WebhookRequest,
  context: WebhookContext,
): Promise<WebhookVerdict> {
  const refusal = admits(config, headers);
  if (refusal !== undefined) return refusal;
  if (!isProven(body, headers['x-shopify-hmac-sha256'], secretsOf(config))) {
    return refused(401, 'The signature is not that of the app’s secret over this body.');
  }
  const topic = headers['x-shopify-topic'] ?? '';
  if (!isRead(topic)) return { kind: 'ignored', event: eventOf(topic, body) };
  const content = contentOf(topic, json(body));
  if (content === undefined) return refused(400, `The body is not one of ${topic}.`);
  if ('shop' in content && content.shop !== config.shop) return ofAnotherShop();
  return verdictOf(content, eventOf(content.shape, body), config.shop, context);
}

function verdictOf(
  content: Content,
  event: string,
  shop: string,
  { customerKey }: WebhookContext,
): WebhookVerdict {
  if ('order' in content) return { kind: 'changed', event, keys: [content.order] };
  if ('customer' in content) {
    const kind = content.shape === 'customer-redact' ? 'redact' : 'data-request';
    return { kind, event, customers: [customerKey(customerIdentity(shop, content.customer))] };
  }
  if (content.shape === 'shop-redact') return { kind: 'redact-all', event };
  // An export has ended; or the app was uninstalled, which the status says once a sync has found it.
  return { kind: 'sync', event };
}

function secretsOf({ clientSecret, previousClientSecret }: ShopifyConfig): readonly string[] {
  return [clientSecret, previousClientSecret].filter((secret) => secret !== undefined);
}

/** What Node 24 has and TypeScript does not describe yet. */
const { parse } = JSON as unknown as {
  parse: (
    text: string,
    reviver: (key: string, value: unknown, from: { readonly source?: string }) => unknown,
  ) => unknown;
};

/** The same body about the same is the same event: what headers say of it is not signed. */
function eventOf(what: string, body: Uint8Array): string {
  return createHash('sha256').update(what).update('\n').update(body).digest('hex');
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

function ofAnotherShop(): WebhookRefusal {
  return refused(401, 'The call is from another shop than this connection’s.');
}

function refused(status: WebhookRefusal['status'], reason: string): WebhookRefusal {
  return { kind: 'refused', status, reason };
}
