import { expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/connector.ts';
import { cost, FakeServer, json, openFake } from './fake-server.ts';

const COUNT = { ordersCount: { count: 3, precision: 'EXACT' } };

async function failure(shop: FakeServer, config = {}): Promise<SourceError> {
  const error: unknown = await openFake(shop, config)
    .request('CountOrders', { filter: '' })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

const refused: [status: number, words: RegExp][] = [
  [302, /another address/],
  [401, /needs re-authorisation/],
  [402, /frozen/],
  [403, /lets the app in no more/],
  [404, /domain is wrong, or it no longer knows version 2026-10/],
  [423, /locked/],
  [400, /answered 400/],
];

test.each(refused)('%i is said in words, once, without the token', async (status, words) => {
  await using shop = await FakeServer.start((call) =>
    json(call, { errors: '[API] bad token shpat_canary' }, status, {
      location: 'http://x.invalid/',
    }),
  );
  const error = await failure(shop);
  expect(error.retry).toBe(false);
  expect(error.message).toMatch(words);
  expect(error.mend).not.toBe('');
  expect(shop.calls).toHaveLength(1);
});

test('data that Shopify gives in part is an error that names the field and the scope', async () => {
  await using shop = await FakeServer.start((call) =>
    json(call, {
      data: { orders: { nodes: [{ id: '1', customer: null }] } },
      errors: [
        {
          message: 'Access denied for customer field.',
          path: ['orders', 'nodes', 0, 'customer'],
          extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_customers` access scope.' },
        },
      ],
      extensions: cost(),
    }),
  );
  const error = await failure(shop);
  expect(error.retry).toBe(false);
  expect(error.message).toContain('orders.nodes.customer: `read_customers` access scope');
});

test('a query that the schema refuses is an error that says why', async () => {
  await using shop = await FakeServer.start((call) =>
    json(call, { errors: [{ message: "Field 'x' doesn't exist on type 'Order'" }] }),
  );
  const error = await failure(shop);
  expect(error.message).toContain("refuses CountOrders: Field 'x' doesn't exist");
  expect(error.retry).toBe(false);
});

test('another version of the API than the one asked for is an error', async () => {
  await using shop = await FakeServer.start((call) =>
    json(call, { data: COUNT }, 200, { 'x-shopify-api-version': '2027-01' }),
  );
  const error = await failure(shop);
  expect(error.message).toContain('version 2027-01 of its API instead of 2026-10');
  expect(error.retry).toBe(false);
});

test('what Shopify says will go is kept for whoever asks', async () => {
  await using shop = await FakeServer.start((call) =>
    json(call, { data: COUNT }, 200, {
      'x-shopify-api-deprecated-reason': 'https://shopify.dev/x',
    }),
  );
  const api = openFake(shop);
  await api.request('CountOrders', { filter: '' });
  expect(api.stats().deprecated).toEqual(['https://shopify.dev/x']);
});
