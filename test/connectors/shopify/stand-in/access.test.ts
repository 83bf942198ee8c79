import { afterEach, expect, test } from 'vitest';
import { fakeOrder, SHOP_NOW } from '../../../support/fake-order.ts';
import { bulk, bulkText } from '../../../support/bulk.ts';
import { ALL_SCOPES, APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';

let standIn: AskedStandIn;
afterEach(() => standIn.close());

const without = (...scopes: string[]) => ({
  apps: [{ ...APP, scopes: ALL_SCOPES.filter((scope) => !scopes.includes(scope)) }],
});

test('a field that needs another scope is null, with an error that says which', async () => {
  standIn = await standInOver([fakeOrder(1)], without('read_customers', 'read_returns'));
  const told = await standIn.ask(
    '{ orders(first: 1) { nodes { id customer { id } staffMember { id } } } }',
  );
  expect(told.data.orders.nodes[0].customer).toBeNull();
  expect(told.errors).toHaveLength(1);
  expect(told.errors[0]).toMatchObject({
    message: 'Access denied for customer field. Required access: `read_customers` access scope.',
    path: ['orders', 'nodes', 0, 'customer'],
    extensions: { code: 'ACCESS_DENIED' },
  });
  const back = await standIn.ask(
    '{ orders(first: 1) { nodes { id returns(first: 1) { nodes { id } } } } }',
  );
  expect(back.data).toBeNull();
  const node = await standIn.ask('{ nodes(ids: ["gid://shopify/Return/1"]) { id } }');
  expect(node.errors[0].extensions.code).toBe('ACCESS_DENIED');
});

test('a report needs read_reports, and some scope of several is enough', async () => {
  standIn = await standInOver([fakeOrder(1)], without('read_reports', 'read_orders'));
  const report = await standIn.send('Report', { query: 'FROM sales' });
  expect(report.errors[0].message).toMatch(
    /^Access denied for shopifyqlQuery field\. Required access: `read_reports` access scope\. Also:/,
  );
  const order = '{ order(id: "gid://shopify/Order/1") { id } }';
  expect((await standIn.ask(order)).errors[0].message).toContain(
    '`read_orders` access scope, `read_marketplace_orders` access scope or `read_quick_sale`',
  );
  await standIn.close();
  standIn = await standInOver([fakeOrder(1)], { apps: [{ ...APP, scopes: ['read_quick_sale'] }] });
  expect((await standIn.ask(order)).errors).toBeUndefined();
});

test('without read_all_orders those older than 60 days are nowhere', async () => {
  const day = 86_400_000;
  const orders = [
    fakeOrder(1, { at: SHOP_NOW - 61 * day }),
    fakeOrder(2, { at: SHOP_NOW - 59 * day }),
  ];
  standIn = await standInOver(orders, without('read_all_orders'));
  const page = await standIn.ask('{ orders(first: 5) { nodes { name } } }');
  expect(page.data.orders.nodes).toEqual([{ name: '#2' }]);
  const ids = [1, 2].map((number) => `gid://shopify/Order/${number}`);
  const nodes = await standIn.ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(nodes.data.nodes).toEqual([null, { id: ids[1] }]);
  const parcels = await standIn.ask('{ fulfillment(id: "gid://shopify/Fulfillment/1") { id } }');
  expect(parcels.data.fulfillment).toBeNull();
  expect((await standIn.send('CountOrders', { filter: '' })).data.ordersCount.count).toBe(1);
  expect((await bulk(standIn, bulkText('BulkSales'))).rootObjectCount).toBe('1');
});
