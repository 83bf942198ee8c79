import { expect, test } from 'vitest';
import { BulkError } from '../../../../connectors/shopify/api/bulk-error.ts';
import { bulkShop, jsonlOf, LINES, runAll, WHOLE } from './fake-bulk.ts';
import { openFake, type Call } from './fake-server.ts';

const ends: [string, Record<string, unknown>, Partial<BulkError>][] = [
  [
    'FAILED with a timeout',
    { status: 'FAILED', errorCode: 'TIMEOUT' },
    { ofContent: true, retry: true },
  ],
  [
    'FAILED inside Shopify',
    { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR' },
    { ofContent: true, retry: true },
  ],
  [
    'FAILED without access',
    { status: 'FAILED', errorCode: 'ACCESS_DENIED' },
    { ofContent: false, retry: false },
  ],
  ['FAILED without a reason', { status: 'FAILED' }, { failure: 'FAILED', retry: true }],
  ['CANCELED', { status: 'CANCELED' }, { failure: 'CANCELED', retry: true, ofContent: false }],
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
  const few = [LINES[5], LINES[7], LINES[4]].map((line) => ({ ...line }));
  const jsonl = jsonlOf(few);
  const size = Buffer.byteLength(jsonl);
  const end = { objectCount: '3', rootObjectCount: '1' };
  const sizes = { ...end, fileSize: `${size}` };
  let cut = 0;
  const serve = ({ response }: Call, bytes: Buffer): void => {
    response.writeHead(200).end(bytes.subarray(0, cut));
  };
  await using sized = await bulkShop({ jsonl, serve, end: sizes });
  await using unsized = await bulkShop({ jsonl, serve, end: { ...end, fileSize: null } });
  for (cut = 0; cut < size; cut++) {
    await expect(runAll(openFake(sized, {}, {}, ONCE))).rejects.toBeInstanceOf(BulkError);
    // Without the last line break nothing is missing.
    if (cut === size - 1) continue;
    await expect(runAll(openFake(unsized, {}, {}, ONCE))).rejects.toBeInstanceOf(BulkError);
  }
  cut = size;
  expect(await runAll(openFake(unsized))).toEqual(WHOLE.slice(2));
});
