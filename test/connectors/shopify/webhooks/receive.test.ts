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
const EVENT: unknown = expect.stringMatching(/^[0-9a-f]{64}$/);
const CHANGED = { kind: 'changed', event: EVENT, keys: [ORDER] };

const id = (type: string) => `gid://shopify/${type}/1`;
const order = { id: 42, admin_graphql_api_id: ORDER, line_items: [{ id: 1 }], customer: { id: 7 } };
const parcel = { id: 1, order_id: 42, status: 'success', admin_graphql_api_id: id('Fulfillment') };
const parcelEvent = {
  id: 1,
  order_id: 42,
  fulfillment_id: 1,
  shop_id: 5,
  admin_graphql_api_id: id('FulfillmentEvent'),
};
const back = { id: 1, admin_graphql_api_id: id('Return'), status: 'open', order };
const shop = { shop_id: 5, shop_domain: SHOP };
const customer = { id: 7, email: 'a@example.com', phone: '555' };

/** A body of each topic, as Shopify sends it. Topics of one shape mean the same. */
const BODIES: Readonly<Record<string, object>> = {
  'orders/create': order,
  'orders/updated': order,
  'orders/edited': { order_edit: { id: 1, order_id: 42, line_items: { additions: [] } } },
  'orders/partially_fulfilled': order,
  'orders/delete': { id: 42 },
  'refunds/create': { id: 1, order_id: 42, restock: true, admin_graphql_api_id: id('Refund') },
  'fulfillments/create': parcel,
  'fulfillments/update': parcel,
  'fulfillment_events/create': parcelEvent,
  'fulfillment_events/delete': parcelEvent,
  'returns/approve': back,
  'returns/update': back,
  'bulk_operations/finish': { admin_graphql_api_id: id('BulkOperation'), status: 'completed' },
  'app/uninstalled': { id: 5, name: 'Skovby', domain: 'skovby.dk', myshopify_domain: SHOP },
  'shop/redact': shop,
  'customers/redact': { ...shop, customer, orders_to_redact: [42] },
  'customers/data_request': { ...shop, customer, orders_requested: [42], data_request: { id: 9 } },
};
const TOPICS = Object.keys(BODIES);

test.each(TOPICS.filter((topic) => /^(orders|refunds|fulfill|returns)/.test(topic)))(
  '%s names its order',
  async (topic) => {
    expect(await received(topic, BODIES[topic])).toEqual(CHANGED);
  },
);

test.each(['bulk_operations/finish', 'app/uninstalled'])('%s asks for a sync', async (topic) => {
  expect(await received(topic, BODIES[topic])).toEqual({ kind: 'sync', event: EVENT });
});

test('what is not counted is ignored', async () => {
  for (const topic of ['products/create', '']) {
    expect(await received(topic, {})).toEqual({ kind: 'ignored', event: EVENT });
  }
});

test('the privacy topics name people by their keys only', async () => {
  const customers = [`key of shopify/${SHOP}/7`];
  const verdictOf = (topic: string) => received(topic, BODIES[topic]);
  expect(await verdictOf('customers/redact')).toEqual({ kind: 'redact', event: EVENT, customers });
  expect(await verdictOf('customers/data_request')).toEqual({
    kind: 'data-request',
    event: EVENT,
    customers,
  });
  expect(await verdictOf('shop/redact')).toEqual({ kind: 'redact-all', event: EVENT });
});

test.each(TOPICS)('a signed call of another topic is refused as %s', async (topic) => {
  for (const other of TOPICS.filter((each) => BODIES[each] !== BODIES[topic])) {
    const verdict = await received(topic, BODIES[other]);
    expect({ other, verdict }).toMatchObject({ verdict: { kind: 'refused', status: 400 } });
  }
});

test('a signed body that names another shop is refused', async () => {
  const other = 'other.myshopify.com';
  const asks = TOPICS.filter((topic) => /^(shop|customers|app)/.test(topic));
  expect(asks).toHaveLength(4);
  for (const topic of asks) {
    const body = {
      ...BODIES[topic],
      [topic.startsWith('app') ? 'myshopify_domain' : 'shop_domain']: other,
    };
    expect(await received(topic, body)).toMatchObject({ kind: 'refused', status: 401 });
  }
});

test('headers that are not signed do not make an event another one', async () => {
  const event = async (topic: string, headers: Record<string, string> = {}) => {
    const verdict = await received(topic, BODIES[topic], headers);
    return 'event' in verdict ? verdict.event : undefined;
  };
  const first = await event('shop/redact');
  expect(first).toBeDefined();
  const headers = { 'x-shopify-event-id': 'e2', 'x-shopify-webhook-id': 'w2' };
  expect(await event('shop/redact', headers)).toBe(first);
  expect(await event('orders/create')).toBe(await event('orders/updated', headers));
  expect(await event('orders/create')).not.toBe(await event('returns/approve'));
});

test('while a secret is replaced, both prove', async () => {
  const body = Buffer.from(JSON.stringify(BODIES['shop/redact']));
  const signedBy = (secret: string) => ({
    ...headersOf('shop/redact', body),
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  });
  const both = { ...CONFIG, clientSecret: 'new', previousClientSecret: SECRET };
  for (const secret of ['new', SECRET]) {
    const call = { headers: signedBy(secret), body };
    expect(await webhooks.receive(both, call, CONTEXT)).toMatchObject({ kind: 'redact-all' });
  }
  const call = { headers: signedBy('third'), body };
  expect(await webhooks.receive(both, call, CONTEXT)).toMatchObject({ status: 401 });
});

test('what its headers already show is refused before a body is read', () => {
  const headers = headersOf('orders/create', '');
  expect(webhooks.admits?.(CONFIG, headers)).toBeUndefined();
  for (const wrong of [
    { 'x-shopify-hmac-sha256': '' },
    { 'x-shopify-hmac-sha256': 'x'.repeat(44) },
    { 'x-shopify-shop-domain': 'other.myshopify.com' },
  ]) {
    expect(webhooks.admits?.(CONFIG, { ...headers, ...wrong })).toMatchObject({ status: 401 });
  }
});

test('numbers of 64 bits are read to the last digit', async () => {
  const number = '9223372036854775807';
  const raw = (name: string) =>
    (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(name);
  const wish = { ...BODIES['customers/redact'], customer: { id: raw(number) } };
  expect(await received('customers/redact', wish)).toEqual({
    kind: 'redact',
    event: EVENT,
    customers: [`key of shopify/${SHOP}/${number}`],
  });
  expect(await received('refunds/create', { order_id: raw(number) })).toEqual({
    kind: 'changed',
    event: EVENT,
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
    expect(isProven(Buffer.from(body), given, [SECRET])).toBe(valid);
  }
});
