import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';
import { runAll } from './fake-bulk.ts';
import { FakeServer, json, openFake, type Call } from './fake-server.ts';

const APP = { clientId: 'app', clientSecret: 'shpss_canary' };

/** What a proxy between might do: it says back all that it was sent. */
function echo({ request, body }: Call): string {
  return `${JSON.stringify(request.headers)} ${JSON.stringify(body)}`;
}

function denied(call: Call): object {
  return { code: 'ACCESS_DENIED', requiredAccess: echo(call) };
}

const answers: Record<string, (call: Call) => void> = {
  ...Object.fromEntries(
    [301, 400, 401, 402, 403, 404, 429, 500, 503].map((status) => [
      `${status}`,
      (call: Call) => json(call, { errors: echo(call), error: echo(call) }, status),
    ]),
  ),
  'a query refused': (call) => json(call, { errors: [{ message: echo(call) }] }),
  'a field denied': (call) =>
    json(call, { errors: [{ message: echo(call), extensions: denied(call) }] }),
  'an internal error': (call) =>
    json(call, {
      errors: [{ message: echo(call), extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    }),
  'no JSON': (call) => call.response.end(echo(call)),
  'another version': (call) =>
    json(call, { data: {} }, 200, { 'x-shopify-api-version': call.token ?? '' }),
  'a reset': ({ response }) => response.destroy(),
};

const printed: string[] = [];
for (const stream of [process.stdout, process.stderr]) {
  vi.spyOn(stream, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
}
for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  vi.spyOn(console, level).mockImplementation((...words) => printed.push(inspect(words)));
}

test.each(Object.entries(answers))('nothing secret is told after %s', async (_name, answer) => {
  await using shop = await FakeServer.start(answer);
  const configs = [{}, APP, { ...APP, refreshToken: 'shprt_canary' }];
  for (const config of configs) {
    const api = openFake(shop, config, {}, { attempts: 2 });
    for (const work of [() => api.request('CountOrders', { filter: '' }), () => runAll(api)]) {
      const error: unknown = await work().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('canary');
    }
  }
});

test('nothing secret is told of a bulk query refused', async () => {
  await using shop = await FakeServer.start((call) => {
    const userErrors = [{ code: 'INVALID', field: null, message: echo(call) }];
    json(call, { data: { bulkOperationRunQuery: { bulkOperation: null, userErrors } } });
  });
  const error: unknown = await runAll(openFake(shop)).catch((thrown: unknown) => thrown);
  expect(inspect(error)).toContain('was refused');
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('canary');
});

test('nothing secret is told of a token that was got, when it is echoed', async () => {
  await using shop = await FakeServer.start((call) =>
    call.path === '/admin/oauth/access_token'
      ? json(call, { access_token: 'shpat_canary', scope: '', expires_in: 3_600 })
      : json(call, { errors: [{ message: echo(call) }] }),
  );
  const work = openFake(shop, APP).request('CountOrders', { filter: '' });
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/shp(at|ss)_canary/);
  expect((error as Error).message).toMatch(/refuses CountOrders/);
});

test('nothing of all this was printed', () => {
  expect(printed.join('')).not.toContain('canary');
});
