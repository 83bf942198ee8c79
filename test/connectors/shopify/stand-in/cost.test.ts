import { afterEach, expect, test } from 'vitest';
import { fakeOrder } from '../../../support/fake-order.ts';
import { APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';

let standIn: AskedStandIn;
afterEach(() => standIn.close());

const costOf = async (query: string, variables = {}): Promise<[number, number]> => {
  const { extensions } = await standIn.ask(query, variables);
  return [extensions.cost.requestedQueryCost, extensions.cost.actualQueryCost];
};

test('scalars are free, objects cost one, connections as many as were asked for', async () => {
  standIn = await standInOver([1, 2, 3].map((number) => fakeOrder(number)));
  expect(await costOf('{ shop { id name } }')).toEqual([1, 1]);
  expect(await costOf('{ orders(first: 50) { nodes { id } pageInfo { hasNextPage } } }')).toEqual([
    50, 3,
  ]);
  expect(await costOf('{ orders(last: 2) { edges { node { customer { id } } } } }')).toEqual([
    4, 4,
  ]);
  const nested = '{ orders(first: 3) { nodes { returns(first: 5) { nodes { id } } } } }';
  expect(await costOf(nested)).toEqual([18, 6]);
  const ids = { ids: ['gid://shopify/Order/1', 'gid://shopify/Order/9'] };
  expect(await costOf('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', ids)).toEqual([2, 1]);
});

test('of an interface the dearest type counts, and what is left out counts nothing', async () => {
  standIn = await standInOver([fakeOrder(1)]);
  const sales = (skip: boolean): string => `{ order(id: "gid://shopify/Order/1") {
    agreements(first: 1) { nodes { sales(first: 2) { nodes {
      ... on TipSale { totalTaxAmount { shopMoney { amount } } }
      ... on ProductSale { lineItem @skip(if: ${skip}) { id product { id } } }
    } } } } } }`;
  expect(await costOf(sales(false))).toEqual([8, 8]);
  expect(await costOf(sales(true))).toEqual([8, 4]);
});

test('one query may cost a thousand', async () => {
  standIn = await standInOver([]);
  const told = await standIn.ask(
    '{ orders(first: 250) { nodes { customer { id } returns(first: 3) { nodes { id } } } } }',
  );
  expect(told.data).toBeUndefined();
  expect(told.errors[0].extensions).toMatchObject({
    code: 'MAX_COST_EXCEEDED',
    cost: 1250,
    maxCost: 1000,
  });
});

test('a query is throttled where its whole cost is not there; what it did not cost comes back', async () => {
  let at = 0;
  const plan = { bucket: 100, restoreRate: 10 };
  standIn = await standInOver([fakeOrder(1)], { plan, clock: () => at });
  const query = '{ orders(first: 60) { nodes { id } } }';
  const available: number[] = [];
  const codes: (string | undefined)[] = [];
  for (const wait of [0, 0, 0, 0]) {
    at += wait;
    const { errors, extensions } = await standIn.ask(query);
    available.push(extensions.cost.throttleStatus.currentlyAvailable);
    codes.push(errors?.[0].extensions.code);
  }
  expect(available).toEqual([99, 98, 97, 96]);
  expect(codes).toEqual([undefined, undefined, undefined, undefined]);
  const dear = '{ orders(first: 97) { nodes { id } } }';
  const throttled = await standIn.ask(dear);
  expect(throttled.errors[0]).toMatchObject({
    message: 'Throttled',
    extensions: { code: 'THROTTLED' },
  });
  expect(throttled.extensions.cost).toEqual({
    requestedQueryCost: 97,
    actualQueryCost: null,
    throttleStatus: { maximumAvailable: 100, currentlyAvailable: 96, restoreRate: 10 },
  });
  at += 100;
  expect((await standIn.ask(dear)).errors).toBeUndefined();
  at += 1_000_000;
  const full = await standIn.ask('{ shop { id } }');
  expect(full.extensions.cost.throttleStatus.currentlyAvailable).toBe(99);
  const { throttled: times, points } = standIn.stats();
  expect({ times, points }).toEqual({ times: 1, points: { spent: 6, allowed: 10_101 } });
});

test('a mutation costs ten', async () => {
  standIn = await standInOver([]);
  const { extensions } = await standIn.send('CancelBulk', { id: 'gid://shopify/BulkOperation/1' });
  expect(extensions.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 });
});

test('each app has a bucket of its own', async () => {
  const other = { ...APP, clientId: 'other', accessToken: 'shpat_other' };
  const plan = { bucket: 20, restoreRate: 0 };
  standIn = await standInOver([], { plan, apps: [APP, other] });
  const query = '{ orders(first: 20) { nodes { id } } }';
  await standIn.ask('{ shop { id } }');
  expect((await standIn.ask(query)).errors[0].message).toBe('Throttled');
  expect((await standIn.ask(query, {}, other.accessToken)).errors).toBeUndefined();
});
