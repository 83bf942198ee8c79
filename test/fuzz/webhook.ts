import { createHmac } from 'node:crypto';
import type { Random } from '../independent/random.ts';

const TOPICS = [
  'orders/create',
  'orders/delete',
  'refunds/create',
  'shop/redact',
  'customers/redact',
  'customers/data_request',
  'app/uninstalled',
  'unknown/topic',
  '',
];

/** The signed body of a real call. */
export interface Captured {
  readonly body: string;
  readonly secret: string;
  readonly shop: string;
}

/** A call that is forged, replayed under another topic, or of another shape; signed or not. */
export async function webhookCall(
  random: Random,
  url: string,
  { body, secret, shop }: Captured,
): Promise<number> {
  const text = random.chance(0.4) ? body : garbage(random, body);
  const isSigned = random.chance(0.5);
  const hmac = isSigned ? createHmac('sha256', secret).update(text).digest('base64') : 'AAAA';
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-shopify-hmac-sha256': hmac,
    'x-shopify-topic': random.pick(TOPICS),
    'x-shopify-shop-domain': random.chance(0.7) ? shop : 'other.myshopify.com',
    'x-shopify-webhook-id': String(random.int(0, 1_000_000)),
    'x-shopify-event-id': String(random.int(0, 1_000)),
    'x-shopify-triggered-at': new Date(random.int(0, 4e12)).toISOString(),
  };
  if (random.chance(0.1)) delete headers['x-shopify-hmac-sha256'];
  const path = random.chance(0.9) ? '/webhooks/shop' : '/webhooks/none';
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: text });
  await response.arrayBuffer();
  return response.status;
}

function garbage(random: Random, body: string): string {
  const at = random.int(0, body.length);
  return random.pick([
    '',
    '{}',
    '[]',
    'null',
    '{"id":1e999}',
    '{"__proto__":{"id":1}}',
    '['.repeat(50_000),
    body.slice(0, at),
    body.replaceAll(/\d/g, '9'),
    body.replaceAll('"', '\u0000'),
    'x'.repeat(random.int(0, 3_000_000)),
  ]);
}
