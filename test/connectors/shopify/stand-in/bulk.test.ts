import { afterEach, expect, test } from 'vitest';
import { bulk, bulkState, bulkText, endOfBulk, linesAt, startBulk } from '../../../support/bulk.ts';
import { fakeOrder, SHOP_NOW } from '../../../support/fake-order.ts';
import { ALL_SCOPES, APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';

let standIn: AskedStandIn;
afterEach(() => standIn.close());

const orders = (count: number) =>
  Array.from({ length: count }, (_, index) => fakeOrder(index + 1, { agreements: 2 }));

test('an export has every node once, with its parent, and the counts say so', async () => {
  standIn = await standInOver(orders(30));
  const state = await bulk(standIn, bulkText('BulkSales'));
  expect(state).toMatchObject({ status: 'COMPLETED', objectCount: '210', rootObjectCount: '30' });
  const response = await fetch(state.url ?? '');
  expect(Buffer.byteLength(await response.text())).toBe(Number(state.fileSize));
  const lines = await linesAt(state.url);
  const ids = new Set(lines.map(({ id }) => id));
  expect(ids.size).toBe(210);
  expect(lines.filter(({ __parentId: parent }) => parent === undefined)).toHaveLength(30);
  expect(lines.every(({ __parentId: parent }) => parent === undefined || ids.has(parent))).toBe(
    true,
  );
  const sale = lines.find(({ id }) => id === 'gid://shopify/Sale/2101');
  expect(sale).toEqual({
    id: 'gid://shopify/Sale/2101',
    actionType: 'RETURN',
    lineType: 'PRODUCT',
    quantity: 1,
    totalAmount: {
      shopMoney: { amount: '125.0', currencyCode: 'DKK' },
      presentmentMoney: { amount: '125.0', currencyCode: 'DKK' },
    },
    totalDiscountAmountBeforeTaxes: { shopMoney: { amount: '0.0', currencyCode: 'DKK' } },
    totalTaxAmount: {
      shopMoney: { amount: '25.0', currencyCode: 'DKK' },
      presentmentMoney: { amount: '25.0', currencyCode: 'DKK' },
    },
    lineItem: {
      id: 'gid://shopify/LineItem/201',
      sku: 'SKU-201',
      title: 'A chair',
      vendor: 'Skovby',
      product: { id: 'gid://shopify/Product/7', productType: 'Chairs' },
    },
    __parentId: 'gid://shopify/RefundAgreement/21',
  });
});

test('children come before and far from their parents, or right after them without a shuffle', async () => {
  standIn = await standInOver(orders(30));
  const mixed = await linesAt((await bulk(standIn, bulkText('BulkSales'))).url);
  expect(orphans(mixed)).toBeGreaterThan(0);
  await standIn.close();
  standIn = await standInOver(orders(30), { bulk: { shuffle: 0 } });
  expect(orphans(await linesAt((await bulk(standIn, bulkText('BulkSales'))).url))).toBe(0);
});

/** Lines whose parent has not come yet. */
function orphans(lines: readonly { id: string; __parentId?: string }[]): number {
  const seen = new Set<string>();
  return lines.filter(({ id, __parentId: parent }) => {
    seen.add(id);
    return parent !== undefined && !seen.has(parent);
  }).length;
}

test('shipments and returns too, and only what the search finds', async () => {
  standIn = await standInOver(orders(4));
  const at = new Date(SHOP_NOW - 86_400_000 + 3_000).toISOString();
  const sent = await bulk(standIn, bulkText('BulkShipments', `updated_at:>='${at}'`));
  expect(sent).toMatchObject({ objectCount: '6', rootObjectCount: '2' });
  const lines = await linesAt(sent.url);
  const order = lines.find(({ __parentId: parent }) => parent === undefined);
  expect(order?.['fulfillments']).toMatchObject([{ trackingInfo: [{ company: 'GLS' }] }]);
  const back = await linesAt((await bulk(standIn, bulkText('BulkReturns', 'id:2'))).url);
  expect(new Set(back.map(({ id }) => id.split('/')[3]))).toEqual(
    new Set(['Order', 'Return', 'ReturnLineItem']),
  );
});

test('an export of nothing has no file', async () => {
  standIn = await standInOver([]);
  const state = await bulk(standIn, bulkText('BulkSales'));
  expect(state).toMatchObject({ status: 'COMPLETED', objectCount: '0', url: null });
});

const REFUSED = [
  ['a field that is not there', '{ orders { edges { node { nmae } } } }', /^Invalid bulk query/],
  ['no connection', '{ shop { id } }', /at least one connection/],
  [
    'a connection in a list',
    '{ orders { edges { node { id fulfillments { id events { edges { node { id } } } } } } } }',
    /connection field within a list field/,
  ],
  [
    'no id around',
    '{ orders { nodes { name returns { nodes { id } } } } }',
    /without 'id': returns/,
  ],
  [
    'three connections in each other',
    '{ orders { nodes { id fulfillmentOrders { nodes { id fulfillments { nodes { id events { nodes { id } } } } } } } } }',
    /nesting depth greater than 2/,
  ],
  [
    'variables',
    'query($q: String) { orders(query: $q) { edges { node { id } } } }',
    /variables are not supported/,
  ],
  [
    'six connections',
    `{ orders { nodes { id ${[1, 2, 3, 4, 5].map((n) => `r${n}: returns { nodes { id } }`).join(' ')} } } }`,
    /more than 5 connections/,
  ],
] as const;

test.each(REFUSED)('an export is refused for %s', async (_, query, says) => {
  standIn = await standInOver(orders(1));
  const { data } = await standIn.send('StartBulk', { query });
  expect(data.bulkOperationRunQuery.bulkOperation).toBeNull();
  const [error] = data.bulkOperationRunQuery.userErrors;
  expect(error).toMatchObject({ code: 'INVALID', field: ['query'] });
  expect(error.message).toMatch(says);
});

test('five at once, the sixth must wait; one that is cancelled makes room', async () => {
  standIn = await standInOver(orders(500), { bulk: { ordersPerSecond: 100 } });
  const query = bulkText('BulkSales');
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => startBulk(standIn, query)));
  const sixth = await standIn.send('StartBulk', { query });
  expect(sixth.data.bulkOperationRunQuery.userErrors[0].code).toBe('LIMIT_REACHED');
  expect((await standIn.send('BulkRunning', { first: 9 })).data.bulkOperations.nodes).toHaveLength(
    5,
  );
  const [id = ''] = ids;
  const canceled = await standIn.send('CancelBulk', { id });
  expect(canceled.data.bulkOperationCancel.bulkOperation.status).toBe('CANCELING');
  expect(await endOfBulk(standIn, id)).toMatchObject({ status: 'CANCELED', url: null });
  expect(await startBulk(standIn, query)).toMatch(/BulkOperation\/6$/);
  expect(standIn.stats().mostBulkAtOnce).toBe(5);
  const again = await standIn.send('CancelBulk', { id });
  expect(again.data.bulkOperationCancel.userErrors[0].message).toContain('canceled');
});

test('what the app has no access to fails the export', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'read_products');
  standIn = await standInOver(orders(2), { apps: [{ ...APP, scopes }] });
  const state = await bulk(standIn, bulkText('BulkSales'));
  expect(state).toMatchObject({ status: 'FAILED', errorCode: 'ACCESS_DENIED', url: null });
});

test('a file can be read by ranges for seven days', async () => {
  let now = SHOP_NOW;
  standIn = await standInOver(orders(3), { now: () => now });
  const state = await bulk(standIn, bulkText('BulkSales'));
  const whole = await (await fetch(state.url ?? '')).text();
  const part = await fetch(state.url ?? '', { headers: { range: 'bytes=100-' } });
  expect([part.status, await part.text()]).toEqual([206, whole.slice(100)]);
  const beyond = await fetch(state.url ?? '', { headers: { range: `bytes=${whole.length}-` } });
  expect(beyond.status).toBe(416);
  now += 7 * 86_400_000;
  expect((await fetch(state.url ?? '')).status).toBe(404);
  expect(await bulkState(standIn, state.id)).toMatchObject({ status: 'EXPIRED', url: null });
});

test('others are answered while an export runs', async () => {
  standIn = await standInOver(orders(400));
  let read = 0;
  const order = standIn.shop.order.bind(standIn.shop);
  Object.assign(standIn.shop, {
    order: (id: string, now: number) => {
      read += 1;
      const until = performance.now() + 1;
      while (performance.now() < until);
      return order(id, now);
    },
  });
  const id = await startBulk(standIn, bulkText('BulkSales'));
  await standIn.send('ShopFacts');
  expect(read).toBeLessThan(400);
  expect((await endOfBulk(standIn, id)).objectCount).toBe('2800');
});
