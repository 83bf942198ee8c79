import { readdirSync, readFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test, vi } from 'vitest';
import { runBulk } from '../../../../connectors/shopify/api/bulk.ts';
import { bulkText } from '../../../../connectors/shopify/api/bulk-text.ts';
import { asked, bulkShop, runAll, VARIABLES, WHOLE } from './fake-bulk.ts';
import { openFake } from './fake-server.ts';

test('orders come whole and in order, wherever their children stand', async () => {
  await using shop = await bulkShop({ looks: 2 });
  expect(await runAll(openFake(shop))).toEqual(WHOLE);
  expect(asked(shop, 'bulkOperationRunQuery(')).toBe(1);
});

test('a result without objects has no orders', async () => {
  const end = { url: null, objectCount: '0', rootObjectCount: '0', fileSize: null };
  await using shop = await bulkShop({ end });
  expect(await runAll(openFake(shop))).toEqual([]);
});

test.each(['BulkSales', 'BulkShipments', 'BulkReturns'] as const)(
  'the text of %s is valid without variables, whatever is asked for',
  (name) => {
    const path = '../../../../connectors/sandbox/shopify/schema.graphql';
    const schema = buildSchema(readFileSync(new URL(path, import.meta.url), 'utf8'));
    for (const on of [true, false]) {
      const filter = `name:"a \\ 'b'" {}\n#`;
      const variables = { filter, customers: on, products: on, locations: on, staff: on };
      const { text } = bulkText(name, { ...variables, addressCountry: on });
      expect(validate(schema, parse(text))).toEqual([]);
      expect(text).not.toMatch(/\$|@include/);
      expect(text.includes('customer {')).toBe(on);
      expect(text).toContain(JSON.stringify(filter));
    }
  },
);

test('nothing is left among the temporary files, while they are used or after', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'goalstream-test-'));
  vi.stubEnv('TMPDIR', folder.path);
  await using shop = await bulkShop();
  for await (const root of runBulk(openFake(shop), 'BulkSales', VARIABLES)) {
    expect(readdirSync(folder.path)).toEqual([]);
    if (root.id !== '') break;
  }
  expect(readdirSync(folder.path)).toEqual([]);
  vi.stubEnv('TMPDIR', join(folder.path, 'none'));
  await expect(runAll(openFake(shop))).rejects.toThrow(/can't be kept on disk: ENOENT/);
  vi.unstubAllEnvs();
});
