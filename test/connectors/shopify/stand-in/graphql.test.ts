import { afterEach, expect, test } from 'vitest';
import { APP, post, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';
import { encodeCursor } from '../../../../connectors/sandbox/shopify/connection.ts';
import { fakeOrder, iso, SHOP_NOW } from '../../../support/fake-order.ts';

const FLAGS = {
  customers: true,
  products: true,
  locations: true,
  staff: true,
  addressCountry: true,
};
const SALES = { ...FLAGS, filter: '', first: 2, agreements: 2, sales: 3 };

let standIn: AskedStandIn;
afterEach(() => standIn.close());

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('another version of the API is not there, a wrong token is refused', async () => {
  standIn = await standInOver([]);
  const old = await fetch(`${standIn.url}/admin/api/2025-10/graphql.json`, { method: 'POST' });
  expect([old.status, await old.json()]).toEqual([404, { errors: 'Not Found' }]);
  const refused = await post(standIn.url, { query: '{ shop { id } }' }, 'wrong');
  expect(refused.status).toBe(401);
  expect(await refused.json()).toEqual({
    errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
  });
});

test('what the schema does not have is told in a 200', async () => {
  standIn = await standInOver([]);
  const told = await standIn.ask('{ shop { nmae } }');
  expect(told.data).toBeUndefined();
  expect(told.errors).toMatchObject([
    {
      message: "Field 'nmae' doesn't exist on type 'Shop'",
      extensions: { code: 'undefinedField' },
    },
  ]);
  const variable = await standIn.ask('query($n: Int!) { orders(first: $n) { nodes { id } } }', {
    n: 'x',
  });
  expect(variable.errors[0].message).toContain('$n');
});

test('the shop, its scopes and a page of sales with everything inside', async () => {
  standIn = await standInOver([1, 2, 3].map((number) => fakeOrder(number)));
  const shop = await standIn.send('ShopFacts');
  expect(shop.data.shop.ianaTimezone).toBe('Europe/Copenhagen');
  expect(shop.data.currentAppInstallation.accessScopes).toHaveLength(APP.scopes.length);
  const page = await standIn.send('SalesPage', SALES);
  expect(page.errors).toBeUndefined();
  const [order] = page.data.orders.nodes;
  expect(order.agreements.nodes[0].sales.nodes[1].lineItem.product.productType).toBe('Chairs');
  expect(page.data.orders.pageInfo.hasNextPage).toBe(true);
  const rest = await standIn.send('SalesPage', {
    ...SALES,
    after: page.data.orders.pageInfo.endCursor,
  });
  expect(rest.data.orders.nodes.map((each: { name: string }) => each.name)).toEqual(['#3']);
  expect(rest.data.orders.pageInfo.hasNextPage).toBe(false);
});

test('shipments and returns by ids, one that is gone is null', async () => {
  standIn = await standInOver([fakeOrder(1)]);
  const ids = ['gid://shopify/Order/1', 'gid://shopify/Order/9'];
  const size = { ...FLAGS, ids, fulfillments: 2, events: 5, returns: 2, lines: 2 };
  const sent = await standIn.send('ShipmentsByIds', size);
  expect(sent.data.nodes[0].fulfillments[0].events.nodes).toHaveLength(2);
  expect(sent.data.nodes[0].fulfillments[0].trackingInfo).toEqual([{ company: 'GLS' }]);
  expect(sent.data.nodes[0].fulfillmentOrders.nodes[0].fulfillments.nodes).toHaveLength(1);
  expect(sent.data.nodes[1]).toBeNull();
  const back = await standIn.send('ReturnsByIds', size);
  const [line] = back.data.nodes[0].returns.nodes[0].returnLineItems.nodes;
  expect(line.fulfillmentLineItem.lineItem.sku).toBe('SKU-100');
  const owner = 'order { id }';
  const owners = await standIn.ask(
    `query ($ids: [ID!]!) { nodes(ids: $ids) {
      ... on Fulfillment { ${owner} } ... on Return { ${owner} } ... on Refund { ${owner} }
    } }`,
    { ids: ['gid://shopify/Fulfillment/1', 'gid://shopify/Return/1', 'gid://shopify/Refund/77'] },
  );
  const order = { order: { id: 'gid://shopify/Order/1' } };
  expect(owners.data.nodes).toEqual([order, order, null]);
});

test('a connection without a size, or with too large a one, is an error', async () => {
  standIn = await standInOver([fakeOrder(1)]);
  const none = await standIn.ask('{ orders { nodes { id } } }');
  expect(none.data).toBeNull();
  expect(none.errors[0].message).toBe('you must provide one of first or last');
  const many = await standIn.ask('{ orders(first: 251) { nodes { id } } }');
  expect(many.errors[0].message).toBe('first cannot exceed 250');
});

test('equal times are told apart by id, whatever the size and the direction of pages', async () => {
  const at = SHOP_NOW - 5_000;
  standIn = await standInOver(numbers(1, 23).map((number) => fakeOrder(number, { at })));
  const all = numbers(1, 23).map((number) => `#${number}`);
  for (const size of [1, 4, 23]) {
    expect(await names(size, 'sortKey: UPDATED_AT')).toEqual(all);
    expect(await names(size, 'sortKey: CREATED_AT, reverse: true')).toEqual(all.toReversed());
  }
  const last = await standIn.ask('{ orders(last: 2, sortKey: ID) { nodes { name } } }');
  expect(last.data.orders.nodes).toEqual([{ name: '#22' }, { name: '#23' }]);
});

async function names(size: number, rest: string): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  for (;;) {
    const query = `query($after: String) { orders(first: ${size}, after: $after, ${rest}) {
      edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }`;
    const { data } = await standIn.ask(query, { after });
    for (const { node } of data.orders.edges) found.push(node.name);
    expect(data.orders.edges.at(-1)?.cursor).toBe(data.orders.pageInfo.endCursor);
    if (data.orders.pageInfo.hasNextPage !== true) return found;
    after = data.orders.pageInfo.endCursor as string;
  }
}

test('pages are read backwards from a cursor', async () => {
  standIn = await standInOver(numbers(1, 5).map((number) => fakeOrder(number)));
  const query = `query($before: String) { orders(last: 2, before: $before, sortKey: UPDATED_AT) {
    nodes { name } pageInfo { hasPreviousPage hasNextPage startCursor } } }`;
  const pages: string[] = [];
  let before: string | null = null;
  do {
    const { data } = await standIn.ask(query, { before });
    const { nodes, pageInfo } = data.orders;
    expect(pageInfo.hasNextPage).toBe(before !== null);
    pages.push(nodes.map(({ name }: { name: string }) => name).join());
    before = pageInfo.hasPreviousPage === true ? (pageInfo.startCursor as string) : null;
  } while (before !== null);
  expect(pages).toEqual(['#4,#5', '#2,#3', '#1']);
});

test('nobody gets further than 25,000 orders into a list, or with a cursor that is none', async () => {
  standIn = await standInOver(numbers(1, 5).map((number) => fakeOrder(number)));
  const at = { last_id: 'gid://shopify/Order/1', last_value: 0 };
  const near = encodeCursor({ ...at, seen: 24_998 });
  expect((await standIn.send('SalesPage', { ...SALES, after: near })).errors).toBeUndefined();
  const far = encodeCursor({ ...at, seen: 24_999 });
  const told = await standIn.send('SalesPage', { ...SALES, after: far });
  expect(told.errors[0].message).toContain('25000');
  const none = await standIn.send('SalesPage', { ...SALES, after: 'none' });
  expect(none.errors[0].message).toBe('Invalid cursor for current pagination sort.');
});

test('an order edited while pages are read moves to the end and nothing is skipped', async () => {
  standIn = await standInOver(numbers(1, 6).map((number) => fakeOrder(number)));
  const first = await standIn.send('SalesPage', SALES);
  const { shop } = standIn;
  for (const number of [1, 4]) {
    const order = fakeOrder(number);
    shop.orders.set(order.id, { ...order, updatedAt: iso(SHOP_NOW - number) });
  }
  const after = first.data.orders.pageInfo.endCursor;
  const rest = await standIn.send('SalesPage', { ...SALES, first: 10, agreements: 1, after });
  const seen = rest.data.orders.nodes.map((each: { name: string }) => each.name);
  expect(seen).toEqual(['#3', '#5', '#6', '#4', '#1']);
});

test('further agreements and sales are reached by their cursors', async () => {
  standIn = await standInOver([fakeOrder(1, { agreements: 3, sales: 4 })]);
  const page = await standIn.send('SalesPage', { ...SALES, agreements: 1, sales: 1 });
  const { agreements } = page.data.orders.nodes[0];
  expect(agreements.pageInfo.hasNextPage).toBe(true);
  const order = 'gid://shopify/Order/1';
  const more = await standIn.send('MoreAgreements', {
    ...SALES,
    order,
    after: agreements.pageInfo.endCursor,
  });
  expect(more.data.order.agreements.nodes.map((each: { reason: string }) => each.reason)).toEqual([
    'REFUND',
    'REFUND',
  ]);
  const sales = await standIn.send('MoreSales', {
    ...SALES,
    order,
    before: agreements.pageInfo.endCursor,
    after: more.data.order.agreements.nodes[0].sales.pageInfo.endCursor,
  });
  expect(sales.data.order.agreements.nodes[0].sales.nodes).toHaveLength(1);
});

test('reports, and a query that cannot be read', async () => {
  standIn = await standInOver([]);
  const told = await standIn.send('Report', { query: 'FROM sessions SHOW sessions' });
  expect(told.data.shopifyqlQuery).toEqual({
    parseErrors: [],
    tableData: { columns: [{ name: 'day', dataType: 'DAY_TIMESTAMP' }], rows: [['2026-09-30']] },
  });
  const wrong = await standIn.send('Report', { query: 'SELECT 1' });
  expect(wrong.data.shopifyqlQuery.parseErrors).toEqual(['expected FROM']);
});
