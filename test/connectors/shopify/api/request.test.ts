import { expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/connector.ts';
import { cost, data, FakeServer, json, openFake, type Call } from './fake-server.ts';

const COUNT = { ordersCount: { count: 3, precision: 'EXACT' } };

/** Answers the first calls one by one, then with data. */
function first(...answers: ((call: Call) => void)[]): (call: Call) => void {
  let count = 0;
  return (call) => (answers[count++] ?? ((each) => data(each, COUNT)))(call);
}

async function failure(shop: FakeServer, config = {}): Promise<SourceError> {
  const error: unknown = await openFake(shop, config)
    .request('CountOrders', { filter: '' })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

test('a request carries the query, its variables and the token to the version it is written for', async () => {
  await using shop = await FakeServer.start((call) => data(call, COUNT));
  const api = openFake(shop);
  expect(await api.request('CountOrders', { filter: 'test:false' })).toEqual(COUNT);
  const [call] = shop.calls;
  expect(call?.path).toBe('/admin/api/2026-10/graphql.json');
  expect(call?.token).toBe('shpat_canary');
  expect(call?.body.query).toContain('query CountOrders($filter: String!)');
  expect(call?.body.variables).toEqual({ filter: 'test:false' });
  expect(api.stats()).toMatchObject({ requests: 1, points: 10, throttled: 0, deprecated: [] });
});

const passing: Record<string, (call: Call) => void> = {
  'a 429 with a fractional Retry-After': (call) => json(call, {}, 429, { 'retry-after': '0.01' }),
  'a 500': (call) => json(call, {}, 500),
  'a 503 in HTML': ({ response }) => response.writeHead(503).end('<html>busy</html>'),
  'a reset connection': ({ response }) => response.destroy(),
  'a body that is cut off': ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"data": {"ordersCount": {"cou', () => response.destroy());
  },
  'JSON that is cut off': ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"data": {"ordersCount": {"cou');
  },
  'a 200 in HTML': ({ response }) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  'a 200 with no data': (call) => json(call, { data: null }),
  'THROTTLED inside a 200': (call) =>
    json(call, {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: cost(9, 10, null),
    }),
  'THROTTLED without a cost': (call) =>
    json(call, { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] }),
  'an internal error inside a 200': (call) =>
    json(call, {
      errors: [{ message: 'Internal', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      data: null,
    }),
};

test.each(Object.entries(passing))('%s is tried again', async (_name, answer) => {
  await using shop = await FakeServer.start(first(answer, answer));
  expect(await openFake(shop).request('CountOrders', { filter: '' })).toEqual(COUNT);
  expect(shop.calls).toHaveLength(3);
});

const failing: Record<string, [answer: (call: Call) => void, isNamed: boolean]> = {
  'an answer of 500': [(call) => json(call, {}, 500), false],
  'an error inside, of no part': [(call) => internal(call), false],
  'an error inside, of a part': [(call) => internal(call, ['orders', 'nodes', 3]), true],
};

function internal(call: Call, path?: readonly (string | number)[]): void {
  const extensions = { code: 'INTERNAL_SERVER_ERROR' };
  json(call, { errors: [{ message: 'Internal', extensions, ...(path && { path }) }], data: null });
}

test.each(Object.entries(failing))('%s that stays may be one order’s fault', async (_, given) => {
  const [answer, isNamed] = given;
  await using shop = await FakeServer.start(answer);
  const asked = openFake(shop).request('CountOrders', { filter: '' });
  await expect(asked).rejects.toMatchObject({ name: 'PartError', retry: true, isNamed });
});

test('Retry-After is obeyed', async () => {
  const times: number[] = [];
  const busy = (call: Call): void => json(call, {}, 429, { 'retry-after': '0.3' });
  const answer = first(busy);
  await using shop = await FakeServer.start((call) => {
    times.push(performance.now());
    answer(call);
  });
  await openFake(shop).request('CountOrders', { filter: '' });
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(299);
});

test('attempts are bounded, and so is a Retry-After', async () => {
  await using busy = await FakeServer.start((call) => json(call, {}, 503));
  const error = await failure(busy);
  expect(error).toMatchObject({ retry: true, message: 'skovby.myshopify.com answered 503' });
  expect(busy.calls).toHaveLength(6);
  await using patient = await FakeServer.start((call) =>
    json(call, {}, 429, { 'retry-after': '9' }),
  );
  expect(await failure(patient)).toMatchObject({ retry: true });
  expect(patient.calls).toHaveLength(1);
});

test('a request that takes too long is given up and tried again', async () => {
  await using shop = await FakeServer.start(first(() => undefined));
  const api = openFake(shop, { timeLimit: 1 });
  expect(await api.request('CountOrders', { filter: '' })).toEqual(COUNT);
});

test('an abort ends a request, a pause and a wait in the queue', async () => {
  const aborts = new AbortController();
  await using shop = await FakeServer.start(() => aborts.abort(new Error('stop')));
  const api = openFake(shop, {}, { signal: aborts.signal });
  const two = [1, 2].map(() => api.request('CountOrders', { filter: '' }));
  for (const each of await Promise.allSettled(two)) {
    expect(each).toMatchObject({ status: 'rejected', reason: { message: 'stop' } });
  }
  expect(shop.calls).toHaveLength(1);
});

test('a shop that throttles for ever is given up', async () => {
  await using shop = await FakeServer.start((call) =>
    json(call, {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: cost(2_000, 10, null),
    }),
  );
  const api = openFake(shop, {}, {}, { throttledMs: 50 });
  const request = api.request('CountOrders', { filter: '' });
  await expect(request).rejects.toMatchObject({ retry: true, message: /somebody else/ });
});

test('what cannot be reached is tried again and then said', async () => {
  const gone = await FakeServer.start(() => undefined);
  await using shop = await FakeServer.start(() => undefined);
  const { url } = gone;
  await gone[Symbol.asyncDispose]();
  const error = await failure(shop, { endpoint: url });
  expect(error.retry).toBe(true);
  expect(error.message).toMatch(/can't be reached: .*ECONNREFUSED/);
});
