import { expect, test } from 'vitest';
import { estimate, KnownCosts } from '../../../../connectors/shopify/api/operation-cost.ts';
import {
  operationDocument,
  type OperationName,
} from '../../../../connectors/shopify/queries/documents.ts';
import { fakeOrder } from '../../../support/fake-order.ts';
import { standInOver } from '../../../support/stand-in.ts';

const ASKED = {
  customers: true,
  products: true,
  locations: true,
  staff: true,
  addressCountry: true,
};
const PAGED = { ...ASKED, filter: '', first: 2, after: null };
const operations: [OperationName, Record<string, unknown>][] = [
  ['SalesPage', { ...PAGED, agreements: 2, sales: 3 }],
  ['ShipmentsPage', { ...PAGED, fulfillments: 2, events: 3 }],
  ['ReturnsPage', { ...PAGED, returns: 2, lines: 3 }],
  ['SalesByIds', { ...ASKED, ids: ['gid://shopify/Order/1'], agreements: 2, sales: 3 }],
  ['ShopFacts', {}],
  ['CountOrders', { filter: '' }],
  ['BulkRunning', { first: 10 }],
];

test.each(operations)('%s is never expected to cost less than it does', async (name, variables) => {
  const standIn = await standInOver([fakeOrder(1)]);
  const { extensions } = await standIn.send(name, variables);
  await standIn.close();
  const real = (extensions as { cost: { requestedQueryCost: number } }).cost.requestedQueryCost;
  expect(estimate(operationDocument(name), variables)).toBeGreaterThanOrEqual(real);
});

test('no query is expected to cost more than Shopify allows for one', () => {
  const variables = { ...PAGED, first: 250, agreements: 50, sales: 50 };
  expect(estimate(operationDocument('SalesPage'), variables)).toBe(1_000);
});

test('a cost that was seen is known for the same sizes, and bounds smaller ones', () => {
  const costs = new KnownCosts();
  const sized = (first: number, sales: number, staff = false) => ({
    first,
    sales,
    staff,
    after: 'x',
  });
  expect(costs.find('SalesPage', sized(1, 1))).toBeUndefined();
  costs.learn('SalesPage', sized(10, 10), 500);
  costs.learn('SalesPage', sized(5, 10), 260);
  expect(costs.find('SalesPage', sized(10, 10))).toBe(500);
  expect(costs.find('SalesPage', { ...sized(5, 10), after: null })).toBe(260);
  expect(costs.find('SalesPage', sized(6, 1))).toBe(500);
  expect(costs.find('SalesPage', sized(11, 1))).toBeUndefined();
  expect(costs.find('SalesPage', sized(5, 10, true))).toBeUndefined();
  expect(costs.find('ReturnsPage', sized(1, 1))).toBeUndefined();
  costs.learn('SalesPage', sized(5, 10), 270);
  expect(costs.find('SalesPage', sized(5, 10))).toBe(270);
});
