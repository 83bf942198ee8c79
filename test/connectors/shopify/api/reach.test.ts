import { expect, test } from 'vitest';
import { SourceError } from '../../../../connectors/connector.ts';
import { reachOf } from '../../../../connectors/shopify/api/reach.ts';
import { shopifyConfigSchema } from '../../../../connectors/shopify/config.ts';
import { bulkShop, runAll } from './fake-bulk.ts';
import { FakeServer, openFake } from './fake-server.ts';

const CREDENTIALS = { shop: 'skovby.myshopify.com', accessToken: 'shpat_x' };

function isPrivateAllowed(config: object, address: string): boolean {
  const parsed = shopifyConfigSchema.parse({ ...CREDENTIALS, ...config });
  return reachOf(parsed, address).allowPrivate === true;
}

test.each([
  [{}, 'https://skovby.myshopify.com/admin', false],
  [{}, 'http://127.0.0.1:9/', false],
  [{ endpoint: 'http://127.0.0.1:9/x' }, 'http://127.0.0.1:9/admin', true],
  [{ endpoint: 'http://localhost:9' }, 'http://localhost:9/admin', true],
  [{ endpoint: 'http://[::1]:9' }, 'http://[::1]:9/admin', true],
  // Other services of this machine are not the stand-in.
  [{ endpoint: 'http://127.0.0.1:9' }, 'http://127.0.0.1:8123/', false],
  [{ endpoint: 'http://127.0.0.1:9' }, 'https://169.254.169.254/', false],
  [{ endpoint: 'http://10.0.0.1:9' }, 'http://10.0.0.1:9/', false],
  [{ endpoint: 'http://169.254.169.254' }, 'http://169.254.169.254/', false],
  [{ allowPrivate: true }, 'https://10.0.0.1/', true],
])('%j may ask %s inside: %s', (config, address, allowed) => {
  expect(isPrivateAllowed(config, address)).toBe(allowed);
});

test('an endpoint in a private network is not asked, not again, and the way out is said', async () => {
  await using shop = await FakeServer.start(({ response }) => void response.end());
  const inside = { endpoint: shop.url.replace('127.0.0.1', '0.0.0.0') };
  for (const config of [inside, { ...inside, clientId: 'a', clientSecret: 'b' }]) {
    const api = openFake(shop, config, {}, { attempts: 3 });
    const failure = await api
      .request('CountOrders', { filter: '' })
      .catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(SourceError);
    expect(failure).toMatchObject({
      retry: false,
      message: expect.stringContaining('leads to this machine or a private network'),
      mend: expect.stringContaining('`allowPrivate: true`'),
    });
  }
  expect(shop.calls).toEqual([]);
});

test('a bulk result elsewhere inside is not fetched', async () => {
  await using shop = await bulkShop();
  const { port } = new URL(shop.url);
  const api = openFake(shop);
  const elsewhere = {
    ...api,
    request: api.request.bind(api),
    cleaned: String,
    config: { ...api.config, endpoint: `http://localhost:${port}` },
  };
  await expect(runAll(elsewhere)).rejects.toThrow(/not https/);
});
