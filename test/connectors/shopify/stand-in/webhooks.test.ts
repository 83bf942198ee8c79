import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bulk, bulkText } from '../../../support/bulk.ts';
import { fakeOrder } from '../../../support/fake-order.ts';
import { shopifyClient } from '../../../support/shopify-api.ts';
import { APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';

interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let standIn: AskedStandIn;
let server: Server;
let uri: string;
let got: Got[];
let statuses: number[];
beforeEach(async () => {
  got = [];
  statuses = [];
  server = createServer((request, response) => {
    const { headers } = request;
    void text(request).then((body) => {
      got.push({ headers, body });
      return response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  standIn = await standInOver([fakeOrder(1)], {
    webhooks: { plainHttp: true, retries: [1, 1, 1] },
  });
});
afterEach(async () => {
  await standIn.close();
  server.closeAllConnections();
  server.close();
});

const subscribe = async (topic: string, to = uri): Promise<string> => {
  const { data } = await standIn.send('Subscribe', { topic, uri: to });
  return data.webhookSubscriptionCreate.webhookSubscription?.id as string;
};

const ORDER = 'gid://shopify/Order/1';
const header = (name: string): unknown[] => got.map(({ headers }) => headers[name]);

test('subscriptions are made, listed, moved and ended; a topic has an address once', async () => {
  const id = await subscribe('ORDERS_UPDATED');
  const again = await standIn.send('Subscribe', { topic: 'ORDERS_UPDATED', uri });
  expect(again.data.webhookSubscriptionCreate.userErrors).toEqual([
    {
      field: ['webhookSubscription', 'uri'],
      message: 'Address for this topic has already been taken',
    },
  ]);
  const moved = await standIn.send('Resubscribe', { id, uri: 'https://example.com/hook' });
  expect(moved.data.webhookSubscriptionUpdate.userErrors).toEqual([]);
  const listed = await standIn.send('Subscriptions');
  expect(listed.data.webhookSubscriptions.nodes).toEqual([
    { id, topic: 'ORDERS_UPDATED', uri: 'https://example.com/hook' },
  ]);
  const ended = await standIn.send('Unsubscribe', { id });
  expect(ended.data.webhookSubscriptionDelete.deletedWebhookSubscriptionId).toBe(id);
  const twice = await standIn.send('Unsubscribe', { id });
  expect(twice.data.webhookSubscriptionDelete.userErrors[0].message).toContain('does not exist');
});

test('plain HTTP is refused as a rule, and so are topics that the app may not read', async () => {
  await standIn.close();
  standIn = await standInOver([], { apps: [{ ...APP, scopes: ['read_orders'] }] });
  const plain = await standIn.send('Subscribe', { topic: 'ORDERS_UPDATED', uri });
  expect(plain.data.webhookSubscriptionCreate.userErrors[0].message).toBe(
    'Address protocol http:// is not supported',
  );
  const returns = await standIn.send('Subscribe', {
    topic: 'RETURNS_UPDATE',
    uri: 'https://example.com',
  });
  expect(returns.data.webhookSubscriptionCreate.userErrors[0].field).toEqual(['topic']);
});

test('a webhook is signed as the real client checks it', async () => {
  await subscribe('ORDERS_UPDATED');
  const [delivery] = await standIn.webhooks.orderChanged(ORDER, 'ORDERS_UPDATED');
  expect(delivery?.attempts).toEqual([200]);
  const [{ headers, body } = { headers: {}, body: '' }] = got;
  const checked = await shopifyClient(APP).webhooks.validate({
    rawBody: body,
    rawRequest: { method: 'POST', url: '/hook', headers },
    rawResponse: {},
  });
  expect(checked).toMatchObject({
    valid: true,
    topic: 'ORDERS_UPDATED',
    domain: 'skovby.myshopify.com',
    apiVersion: '2026-10',
    eventId: delivery?.eventId,
  });
  expect(JSON.parse(body)).toMatchObject({ id: 1, admin_graphql_api_id: ORDER });
});

test('what is not taken comes again, as the same event', async () => {
  await subscribe('ORDERS_UPDATED');
  statuses = [503, 500];
  const [delivery] = await standIn.webhooks.orderChanged(ORDER, 'ORDERS_UPDATED');
  expect(delivery?.attempts).toEqual([503, 500, 200]);
  expect(new Set(header('x-shopify-event-id')).size).toBe(1);
  expect(new Set(header('x-shopify-webhook-id')).size).toBe(3);
  statuses = [503, 503, 503, 503];
  const [given] = await standIn.webhooks.orderChanged(ORDER, 'ORDERS_UPDATED');
  expect(given?.attempts).toEqual([503, 503, 503, 503]);
});

test('twice, never, or after the next', async () => {
  await subscribe('ORDERS_UPDATED');
  const topic = 'ORDERS_UPDATED';
  for (const kind of ['duplicate', 'lose', 'late'] as const) {
    standIn.faults.webhooks.inject({ kind }, { operation: topic, times: 1 });
  }
  expect(await standIn.webhooks.send(topic, { n: 1 })).toHaveLength(2);
  expect(await standIn.webhooks.send(topic, { n: 2 })).toHaveLength(0);
  const late = standIn.webhooks.send(topic, { n: 3 });
  await standIn.webhooks.send(topic, { n: 4 });
  await late;
  expect(got.map(({ body }) => JSON.parse(body).n)).toEqual([1, 1, 4, 3]);
});

test.each([
  ['REFUNDS_CREATE', 'refunds/create', { order_id: 1 }],
  ['FULFILLMENTS_UPDATE', 'fulfillments/update', { id: 1, order_id: 1, status: 'success' }],
  [
    'FULFILLMENT_EVENTS_CREATE',
    'fulfillment_events/create',
    { id: 11, order_id: 1, fulfillment_id: 1 },
  ],
  ['RETURNS_REQUEST', 'returns/request', { id: 1, order: { id: 1, admin_graphql_api_id: ORDER } }],
  ['ORDERS_DELETE', 'orders/delete', { id: 1 }],
])('what %s says', async (topic, path, says) => {
  await subscribe(topic);
  await standIn.webhooks.orderChanged(ORDER, topic);
  expect(header('x-shopify-topic')).toEqual([path]);
  expect(JSON.parse(got[0]?.body ?? '')).toMatchObject(says);
});

test('privacy webhooks go to the address of the app without a subscription', async () => {
  expect(await standIn.webhooks.privacy('SHOP_REDACT')).toEqual([]);
  standIn.webhooks.setPrivacyUri(uri);
  await standIn.webhooks.privacy('CUSTOMERS_REDACT', 5, [1]);
  expect(header('x-shopify-topic')).toEqual(['customers/redact']);
  expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
    shop_domain: 'skovby.myshopify.com',
    customer: { id: 5 },
    orders_to_redact: [1],
  });
});

test('the end of an export is told', async () => {
  await subscribe('BULK_OPERATIONS_FINISH');
  const { id } = await bulk(standIn, bulkText('BulkSales'));
  await standIn.webhooks.idle();
  expect(header('x-shopify-topic')).toEqual(['bulk_operations/finish']);
  expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
    admin_graphql_api_id: id,
    status: 'completed',
    error_code: null,
  });
});
