// oxlint-disable-next-line import/no-unassigned-import -- it sets the library up
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { WebhookVerdict } from '../../../../connectors/connector.ts';
import { shopifyConfigSchema } from '../../../../connectors/shopify/config.ts';
import { webhooks } from '../../../../connectors/shopify/webhooks.ts';
import { isProven } from '../../../../connectors/shopify/webhooks/proof.ts';

const SECRET = 'client-secret';
const SHOP = 'skovby.myshopify.com';
const CONFIG = shopifyConfigSchema.parse({ shop: SHOP, clientId: 'id', clientSecret: SECRET });
const CONTEXT = { connection: 'shop', now: () => 0, customerKey: (id: string) => `key of ${id}` };

function proof(body: string | Uint8Array): string {
  return createHmac('sha256', SECRET).update(body).digest('base64');
}

function headersOf(topic: string, body: string | Uint8Array): Record<string, string> {
  return {
    'x-shopify-topic': topic,
    'x-shopify-shop-domain': SHOP,
    'x-shopify-event-id': 'e1',
    'x-shopify-webhook-id': 'w1',
    'x-shopify-api-version': '2026-10',
    'x-shopify-hmac-sha256': proof(body),
  };
}

function received(
  topic: string,
  content: unknown,
  headers: Record<string, string | undefined> = {},
): Promise<WebhookVerdict> {
  const body = JSON.stringify(content);
  const request = {
    headers: { ...headersOf(topic, body), ...headers },
    body: Buffer.from(body),
  };
  return webhooks.receive(CONFIG, request, CONTEXT);
}

const ORDER = 'gid://shopify/Order/42';
const CHANGED = { kind: 'changed', event: 'e1', keys: [ORDER] };

test.each([
  ['orders/create', { id: 42, admin_graphql_api_id: ORDER }],
  ['orders/partially_fulfilled', { id: 42, admin_graphql_api_id: ORDER }],
  ['orders/delete', { id: 42 }],
  ['refunds/create', { id: 1, order_id: 42 }],
  ['fulfillments/update', { id: 1, order_id: 42 }],
  ['fulfillment_events/delete', { id: 1, order_id: '42' }],
  ['returns/approve', { id: 1, order: { id: 42, admin_graphql_api_id: ORDER } }],
])('%s names its order', async (topic, body) => {
  expect(await received(topic, body)).toEqual(CHANGED);
});

test.each(['bulk_operations/finish', 'app/uninstalled'])('%s asks for a sync', async (topic) => {
  expect(await received(topic, {})).toEqual({ kind: 'sync', event: 'e1' });
});

test('what is not counted is ignored', async () => {
  for (const topic of ['products/create', '']) {
    expect(await received(topic, {})).toEqual({ kind: 'ignored', event: 'e1' });
  }
});

test('the privacy topics name people by their keys only', async () => {
  const body = { customer: { id: 7, email: 'a@example.com' }, orders_to_redact: [1] };
  const customers = [`key of shopify/${SHOP}/7`];
  const event = 'e1';
  expect(await received('customers/redact', body)).toEqual({ kind: 'redact', event, customers });
  expect(await received('customers/data_request', body)).toEqual({
    kind: 'data-request',
    event,
    customers,
  });
  expect(await received('shop/redact', {})).toEqual({ kind: 'redact-all', event });
});

test('numbers of 64 bits are read to the last digit', async () => {
  const number = '9223372036854775807';
  const raw = (name: string) =>
    (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(name);
  const event = 'e1';
  expect(await received('customers/redact', { customer: { id: raw(number) } })).toEqual({
    kind: 'redact',
    event,
    customers: [`key of shopify/${SHOP}/${number}`],
  });
  expect(await received('refunds/create', { order_id: raw(number) })).toEqual({
    kind: 'changed',
    event,
    keys: [`gid://shopify/Order/${number}`],
  });
});

test.each([
  { 'x-shopify-hmac-sha256': undefined },
  { 'x-shopify-hmac-sha256': '' },
  { 'x-shopify-hmac-sha256': 'short' },
  { 'x-shopify-hmac-sha256': proof('another body') },
  { 'x-shopify-shop-domain': 'other.myshopify.com' },
  { 'x-shopify-shop-domain': undefined },
])('who can not prove to be the shop is refused: %j', async (headers) => {
  const verdict = await received('orders/create', { admin_graphql_api_id: ORDER }, headers);
  expect(verdict).toMatchObject({ kind: 'refused', status: 401 });
});

test('a body altered by one byte is refused', async () => {
  const body = Buffer.from(JSON.stringify({ id: 42 }));
  const headers = headersOf('orders/delete', body);
  for (let place = 0; place < body.length; place++) {
    const altered = Buffer.from(body);
    altered[place] = (altered[place] ?? 0) ^ 1;
    const verdict = await webhooks.receive(CONFIG, { headers, body: altered }, CONTEXT);
    expect(verdict).toMatchObject({ kind: 'refused', status: 401 });
  }
});

test('bodies that are not what their topic says are refused, never thrown', async () => {
  const topics = fc.constantFrom('orders/create', 'returns/update', 'refunds/create');
  const contents = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => Buffer.from(text)),
  );
  const property = fc.asyncProperty(topics, contents, async (topic, body) => {
    const verdict = await webhooks.receive(
      CONFIG,
      { headers: headersOf(topic, body), body },
      CONTEXT,
    );
    expect(verdict).toMatchObject({ kind: 'refused', status: 400 });
  });
  await fc.assert(property, { numRuns: 200 });
});

test('without a client secret nothing is taken', async () => {
  const config = shopifyConfigSchema.parse({ shop: SHOP, accessToken: 'token' });
  const verdict = await webhooks.receive(config, { headers: {}, body: Buffer.of() }, CONTEXT);
  expect(verdict).toMatchObject({ kind: 'refused', status: 404 });
});

test('the proof is the one that Shopify’s own library asks for', async () => {
  const shopify = shopifyApi({
    apiSecretKey: SECRET,
    hostName: 'localhost',
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: false,
    isCustomStoreApp: true,
    adminApiAccessToken: 'token',
  });
  const body = JSON.stringify({ name: 'Rødgrød 🍓' });
  for (const given of [proof(body), proof('x'), `${proof(body)} `, 'short']) {
    const headers = { ...headersOf('orders/create', body), 'x-shopify-hmac-sha256': given };
    const rawRequest = { headers, url: '/webhooks/shop', method: 'POST' };
    const { valid } = await shopify.webhooks.validate({ rawBody: body, rawRequest });
    expect(isProven(Buffer.from(body), given, SECRET)).toBe(valid);
  }
});
