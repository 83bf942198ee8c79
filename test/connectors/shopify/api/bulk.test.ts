import { readdirSync, readFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test, vi } from 'vitest';
import { runBulk } from '../../../../connectors/shopify/api/bulk.ts';
import { bulkText } from '../../../../connectors/shopify/api/bulk-text.ts';
import { BulkError } from '../../../../connectors/shopify/api/bulk-error.ts';
import { asked, bulkShop, JSONL, jsonlOf, LINES, runAll, VARIABLES } from './fake-bulk.ts';
import { data, memoryVault, openFake, type Call } from './fake-shop.ts';

const WHOLE = [
  {
    id: 'gid://shopify/Order/1',
    name: '#1',
    agreements: [
      { id: 'gid://shopify/SalesAgreement/2', reason: 'RETURN', sales: [] },
      {
        id: 'gid://shopify/SalesAgreement/1',
        reason: 'ORDER',
        sales: [
          { id: 'gid://shopify/Sale/1', lineType: 'PRODUCT' },
          { id: 'gid://shopify/Sale/2', lineType: 'SHIPPING' },
        ],
      },
    ],
  },
  { id: 'gid://shopify/Order/2', name: '#2 æ€🎁', agreements: [] },
  {
    id: 'gid://shopify/Order/3',
    name: '#3',
    agreements: [
      {
        id: 'gid://shopify/SalesAgreement/3',
        reason: 'ORDER',
        sales: [{ id: 'gid://shopify/Sale/3', lineType: 'TIP' }],
      },
    ],
  },
];

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

const ends: [string, Record<string, unknown>, Partial<BulkError>][] = [
  [
    'FAILED with a timeout',
    { status: 'FAILED', errorCode: 'TIMEOUT' },
    { tooLarge: true, retry: true },
  ],
  [
    'FAILED inside Shopify',
    { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR' },
    { tooLarge: true, retry: true },
  ],
  [
    'FAILED without access',
    { status: 'FAILED', errorCode: 'ACCESS_DENIED' },
    { tooLarge: false, retry: false },
  ],
  ['FAILED without a reason', { status: 'FAILED' }, { failure: 'FAILED', retry: true }],
  ['CANCELED', { status: 'CANCELED' }, { failure: 'CANCELED', retry: true }],
  ['EXPIRED', { status: 'EXPIRED' }, { failure: 'EXPIRED', retry: true }],
  ['of a status that nobody knows', { status: 'PAUSED' }, { failure: 'FAILED', retry: true }],
  ['COMPLETED without a result', { url: null }, { failure: 'INCOMPLETE', retry: true }],
  ['with more objects than promised', { objectCount: '8' }, { failure: 'INCOMPLETE' }],
  ['with fewer objects than promised', { objectCount: '10' }, { failure: 'INCOMPLETE' }],
  ['with other roots than promised', { rootObjectCount: '4' }, { failure: 'INCOMPLETE' }],
  ['with another size than promised', { fileSize: '9999' }, { failure: 'INCOMPLETE' }],
];

test.each(ends)('an operation %s is never a success', async (_name, end, error) => {
  const partial = { partialDataUrl: 'http://127.0.0.1:1/partial' };
  await using shop = await bulkShop({ end: { ...partial, ...end } });
  await expect(runAll(openFake(shop))).rejects.toMatchObject(error);
});

test('a partial result is not even looked at', async () => {
  const end = { status: 'FAILED', errorCode: 'TIMEOUT', url: null };
  await using shop = await bulkShop({ end });
  const partialDataUrl = `${shop.url}/result/partial`;
  Object.assign(end, { partialDataUrl });
  await expect(runAll(openFake(shop))).rejects.toThrow(/TIMEOUT/);
  expect(shop.calls.filter(({ path }) => path.startsWith('/result/'))).toEqual([]);
});

const unsound: [string, object[]][] = [
  ['a child without its parent', LINES.filter(({ id }) => id !== 'gid://shopify/SalesAgreement/1')],
  ['an order twice', [...LINES, { id: 'gid://shopify/Order/2' }]],
  ['an agreement twice', [...LINES, { ...LINES[6] }]],
  ['objects that are each other’s parents', [...LINES, ...circle()]],
  ['a child below the last level', [...LINES, { id: 'x', __parentId: 'gid://shopify/Sale/1' }]],
  ['a row that says nothing', [...LINES, {}]],
  ['a parent that is no id', [...LINES, { id: 'x', __parentId: 7 }]],
];

function circle(): object[] {
  return [
    { id: 'a', __parentId: 'b' },
    { id: 'b', __parentId: 'a' },
  ];
}

test.each(unsound)('a result with %s is refused, though its counts agree', async (_name, lines) => {
  const jsonl = jsonlOf(lines);
  const roots = lines.filter((line) => !('__parentId' in line)).length;
  const end = { objectCount: `${lines.length}`, rootObjectCount: `${roots}` };
  await using shop = await bulkShop({ jsonl, end });
  await expect(runAll(openFake(shop))).rejects.toMatchObject({ failure: 'INCOMPLETE' });
});

const ONCE = { attempts: 1, firstLookMs: 0 };

test('a result that is cut at any byte is never a success, whatever the server says of its size', async () => {
  const size = Buffer.from(JSONL).length;
  let cut = 0;
  const serve = ({ response }: Call, bytes: Buffer): void => {
    response.writeHead(200).end(bytes.subarray(0, cut));
  };
  await using sized = await bulkShop({ serve });
  await using unsized = await bulkShop({ serve, end: { fileSize: null } });
  for (cut = 0; cut < size; cut++) {
    await expect(runAll(openFake(sized, {}, {}, ONCE))).rejects.toBeInstanceOf(BulkError);
    // Without the last line break nothing is missing.
    if (cut === size - 1) continue;
    await expect(runAll(openFake(unsized, {}, {}, ONCE))).rejects.toBeInstanceOf(BulkError);
  }
  cut = size;
  expect(await runAll(openFake(unsized))).toEqual(WHOLE);
});

test('a connection that is cut goes on where it was cut', async () => {
  const ranges: (string | undefined)[] = [];
  const serve = ({ request, response }: Call, bytes: Buffer): void => {
    ranges.push(request.headers.range);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = bytes.subarray(from);
    const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': rest.length,
      ...(from > 0 && { 'content-range': range }),
    });
    if (from > 400) response.end(rest);
    else response.write(rest.subarray(0, 250), () => setTimeout(() => response.destroy(), 20));
  };
  await using shop = await bulkShop({ serve });
  expect(await runAll(openFake(shop))).toEqual(WHOLE);
  expect(ranges).toEqual([undefined, 'bytes=250-', 'bytes=500-']);
});

test('a server without ranges gives it from the start again', async () => {
  let times = 0;
  const serve = ({ response }: Call, bytes: Buffer): void => {
    response.writeHead(200, { 'content-length': bytes.length });
    if (++times === 3) response.end(bytes);
    else response.write(bytes.subarray(0, 300), () => setTimeout(() => response.destroy(), 20));
  };
  await using shop = await bulkShop({ serve });
  expect(await runAll(openFake(shop))).toEqual(WHOLE);
});

test('a result that is gone is an error that says so; one that is only busy is asked for again', async () => {
  await using gone = await bulkShop({ serve: ({ response }) => response.writeHead(403).end() });
  await expect(runAll(openFake(gone))).rejects.toThrow(/answered 403/);
  let times = 0;
  await using busy = await bulkShop({
    serve: ({ response }, bytes) =>
      times++ === 0 ? response.writeHead(503).end() : response.end(bytes),
  });
  expect(await runAll(openFake(busy))).toEqual(WHOLE);
});

test('a result at an address without https is not fetched from the real Shopify', async () => {
  await using shop = await bulkShop();
  const api = openFake(shop);
  const stolen = { ...api, request: api.request.bind(api), config: { ...api.config } };
  delete stolen.config.endpoint;
  await expect(runAll(stolen)).rejects.toThrow(/not https/);
});

test('a full shop is waited for, up to a limit', async () => {
  let refusals = 0;
  const start = (call: Call): boolean => {
    if (refusals++ > 1) return false;
    const userErrors = [{ code: 'LIMIT_REACHED', field: null, message: 'five at once' }];
    data(call, { bulkOperationRunQuery: { bulkOperation: null, userErrors } });
    return true;
  };
  await using shop = await bulkShop({ start });
  expect(await runAll(openFake(shop))).toEqual(WHOLE);
  refusals = -1_000;
  const api = openFake(shop, {}, {}, { bulkStartMs: 0 });
  await expect(runAll(api)).rejects.toMatchObject({ failure: 'BUSY', retry: true });
});

test('a query that a bulk operation does not take is refused at once', async () => {
  const start = (call: Call): boolean => {
    const userErrors = [
      { code: 'INVALID', field: ['query'], message: 'Queries that contain a connection field…' },
    ];
    data(call, { bulkOperationRunQuery: { bulkOperation: null, userErrors } });
    return true;
  };
  await using shop = await bulkShop({ start });
  await expect(runAll(openFake(shop))).rejects.toMatchObject({ failure: 'REFUSED', retry: false });
});

test('no more than five run at once, of all connections to the same shop and app', async () => {
  const running: number[] = [];
  await using shop = await bulkShop({ looks: 10, running: (count) => running.push(count) });
  const all = Array.from({ length: 12 }, () => runAll(openFake(shop)));
  expect((await Promise.all(all)).every((each) => each.length === 3)).toBe(true);
  expect(Math.max(...running)).toBe(5);
});

test('an abort cancels what was started, and leaves nothing written down', async () => {
  const vault = memoryVault();
  const aborts = new AbortController();
  await using shop = await bulkShop({ looks: 1_000 });
  const api = openFake(shop, {}, { vault, signal: aborts.signal });
  const run = runAll(api);
  while (asked(shop, 'bulkOperation(id') === 0) await sleep(10);
  expect(vault.values.get('bulk')).toBe('["gid://shopify/BulkOperation/1"]');
  aborts.abort(new Error('stop'));
  await expect(run).rejects.toThrow('stop');
  expect(asked(shop, 'bulkOperationCancel(')).toBe(1);
  expect(vault.values.has('bulk')).toBe(false);
});

test('what a process left running when it was killed is cancelled by the next, and nothing else', async () => {
  const vault = memoryVault();
  await using shop = await bulkShop();
  const left = 'gid://shopify/BulkOperation/77';
  vault.values.set('bulk', JSON.stringify([left, 'gid://shopify/BulkOperation/76']));
  await using running = await bulkShop({ looks: 1_000 });
  const api = openFake(shop, {}, { vault });
  const request = api.request.bind(api);
  const cancelled: unknown[] = [];
  const watched = {
    config: api.config,
    context: api.context,
    limits: api.limits,
    shared: api.shared,
    stats: () => api.stats(),
    request: async (name: 'BulkRunning' | 'CancelBulk', variables: never, options?: object) => {
      if (name === 'BulkRunning') return { bulkOperations: { nodes: [{ id: left }, { id: 'x' }] } };
      if (name === 'CancelBulk') cancelled.push(variables);
      return request(name, variables, options);
    },
  } as unknown as typeof api;
  expect(await runAll(watched)).toEqual(WHOLE);
  expect(cancelled).toEqual([{ id: left }]);
  expect(vault.values.has('bulk')).toBe(false);
  expect(running.calls).toEqual([]);
});

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
