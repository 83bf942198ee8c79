import { afterEach, expect, test } from 'vitest';
import { bulk, bulkState, bulkText, endOfBulk, linesAt, startBulk } from '../../../support/bulk.ts';
import { fakeOrder } from '../../../support/fake-order.ts';
import { standInOver, type AskedStandIn } from '../../../support/stand-in.ts';

const QUERY = bulkText('BulkSales');

let standIn: AskedStandIn;
afterEach(() => standIn.close());

const start = async (): Promise<void> => {
  standIn = await standInOver(
    [1, 2, 3, 4].map((number) => fakeOrder(number)),
    { bulk: { shuffle: 0 } },
  );
};

test('it fails after some lines, with what there is or with nothing', async () => {
  await start();
  const failed = { kind: 'failed', errorCode: 'TIMEOUT', afterLines: 5 } as const;
  standIn.faults.bulk.inject({ ...failed, partial: true }, { times: 1 });
  standIn.faults.bulk.inject({ ...failed, partial: false }, { times: 1 });
  const some = await bulk(standIn, QUERY);
  expect(some).toMatchObject({ status: 'FAILED', errorCode: 'TIMEOUT', url: null });
  expect(await linesAt(some.partialDataUrl)).toHaveLength(5);
  expect(await bulk(standIn, QUERY)).toMatchObject({ status: 'FAILED', partialDataUrl: null });
  expect(await bulk(standIn, QUERY)).toMatchObject({ status: 'COMPLETED', objectCount: '16' });
});

test('it is cancelled, expires, or never ends until it is cancelled', async () => {
  await start();
  standIn.faults.bulk.inject({ kind: 'ends', status: 'CANCELED' }, { times: 1 });
  standIn.faults.bulk.inject({ kind: 'ends', status: 'EXPIRED' }, { times: 1 });
  standIn.faults.bulk.inject({ kind: 'never-ends' });
  expect(await bulk(standIn, QUERY)).toMatchObject({ status: 'CANCELED', url: null });
  expect(await bulk(standIn, QUERY)).toMatchObject({ status: 'EXPIRED', url: null });
  const id = await startBulk(standIn, QUERY);
  await standIn.send('ShopFacts');
  expect((await bulkState(standIn, id)).status).toBe('RUNNING');
  await standIn.send('CancelBulk', { id });
  expect((await endOfBulk(standIn, id)).status).toBe('CANCELED');
});

test('it counts more than there is, or spoils a line', async () => {
  await start();
  standIn.faults.bulk.inject({ kind: 'miscounts', by: 2 }, { times: 1 });
  standIn.faults.bulk.inject({ kind: 'broken-line', line: 3 }, { times: 1 });
  const miscounted = await bulk(standIn, QUERY);
  expect(miscounted.objectCount).toBe('18');
  expect(await linesAt(miscounted.url)).toHaveLength(16);
  await expect(linesAt((await bulk(standIn, QUERY)).url)).rejects.toThrow(SyntaxError);
});

test('its file ends early: the connection breaks, or it looks whole', async () => {
  await start();
  const { url, fileSize } = await bulk(standIn, QUERY);
  const when = { operation: 'BulkFile', times: 1 };
  standIn.faults.http.inject({ kind: 'cut', atByte: 300, looksWhole: false }, when);
  standIn.faults.http.inject({ kind: 'cut', atByte: 300, looksWhole: true }, when);
  const broken = await fetch(url ?? '');
  expect(broken.headers.get('content-length')).toBe(fileSize);
  await expect(broken.text()).rejects.toThrow('terminated');
  const short = await fetch(url ?? '');
  expect(await short.text()).toHaveLength(300);
  expect(await linesAt(url)).toHaveLength(16);
});
