import { afterEach, expect, test } from 'vitest';
import { ledgerDays, pulledDays, salesPosition } from './pulled-days.ts';
import { pulledShop, type PulledShop } from './pulled-shop.ts';

const HOUR = 3_600_000;
const SALES = { config: { streams: ['sales'] } };
/** Deleted orders are known by webhooks alone. */
const KEPT = { deleted: 0 };
let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

async function sync(from: PulledShop): Promise<void> {
  const { streams } = await from.world.run();
  expect(streams.map(({ stream, state, error }) => ({ stream, state, error }))).toEqual(
    streams.map(({ stream }) => ({ stream, state: 'succeeded', error: undefined })),
  );
}

test('a shop read in bulk is its ledger, day by day, to the øre', async () => {
  pulled = await pulledShop();
  await sync(pulled);
  expect(pulled.standIn.stats().requests['StartBulk']).toBe(3);
  expect(pulledDays(pulled).size).toBeGreaterThan(30);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('a small shop is read page by page, and is its ledger too', async () => {
  pulled = await pulledShop({ ordersPerDay: 3, rates: { huge: 0.1 } });
  await sync(pulled);
  const { requests } = pulled.standIn.stats();
  expect(requests['StartBulk']).toBeUndefined();
  expect(requests['MoreAgreements']).toBeGreaterThan(0);
  expect(requests['MoreSales']).toBeGreaterThan(0);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('as time goes by, each sync brings what changed', async () => {
  pulled = await pulledShop({ ...SALES, rates: KEPT });
  await sync(pulled);
  for (const hours of [1, 5, 24, 3, 72]) {
    pulled.now += hours * HOUR;
    await sync(pulled);
    expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
  }
});

test('syncs leave what a reading of the whole shop gives: late journeys, overdue parcels and all', async () => {
  const streams = ['sales', 'returns', 'shipments'];
  pulled = await pulledShop({ ordersPerDay: 8, rates: KEPT, config: { streams } });
  await sync(pulled);
  for (const hours of [1, 3, 8, 24, 24, 48]) {
    pulled.now += hours * HOUR;
    await sync(pulled);
  }
  const facts = pulled.world.latest();
  const anew = await pulled.readAnew();
  expect(facts.size).toBeGreaterThan(500);
  expect(Object.fromEntries(facts)).toEqual(Object.fromEntries(anew));
});

test('many changes are read in bulk', async () => {
  pulled = await pulledShop({ ...SALES, rates: KEPT });
  await sync(pulled);
  const before = pulled.standIn.stats().requests['StartBulk'] ?? 0;
  pulled.now += 20 * 24 * HOUR;
  await sync(pulled);
  expect(pulled.standIn.stats().requests['StartBulk']).toBeGreaterThan(before);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('where an app changes every order at once, runs end, and nothing is missed', async () => {
  pulled = await pulledShop({ ...SALES, rates: KEPT });
  await sync(pulled);
  pulled.now += HOUR;
  for (const { id } of pulled.shop.search({}, pulled.now))
    pulled.shop.changes.touch(id, pulled.now);
  const before = pulled.standIn.stats().requests;
  await sync(pulled);
  const after = pulled.standIn.stats().requests;
  expect(after['SalesPage']).toBe(before['SalesPage']);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
  pulled.now += HOUR;
  pulled.shop.changes.place(pulled.now);
  await sync(pulled);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('a shop without orders is read without a word', async () => {
  const now = Date.parse('2026-10-19T12:00:00Z');
  pulled = await pulledShop({ now, firstDay: '2026-10-20', config: { streams: ['sales'] } });
  await sync(pulled);
  expect(pulledDays(pulled).size).toBe(0);
  pulled.now += 10 * 24 * HOUR;
  await sync(pulled);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

/** Changes some orders, read and unread ones, at the first requests of an operation. */
function changeDuring(of: PulledShop, operation: string): void {
  const { shop, standIn } = of;
  let times = 0;
  standIn.onRequest((name) => {
    if (name !== operation || times++ >= 6) return;
    of.now += 1_000;
    const ids = shop.search({}, of.now).map(({ id }) => id);
    const some = [0, 0.3, 0.6, 0.99].map((part) => ids[Math.floor(part * ids.length)] ?? '');
    shop.changes.edit(some[times % 4] ?? '', of.now);
    shop.changes.refund(some[(times + 1) % 4] ?? '', of.now);
    shop.changes.touch(some[(times + 2) % 4] ?? '', of.now);
    shop.changes.place(of.now, { discountPercent: 10, shipping: 3_900 });
  });
}

test.each([
  ['SalesPage', 4],
  ['BulkProgress', 15],
  ['BulkFile', 15],
])('orders that change at a %s are read as they are in the end', async (operation, perDay) => {
  pulled = await pulledShop({ ...SALES, ordersPerDay: perDay, rates: KEPT });
  changeDuring(pulled, operation);
  await sync(pulled);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
  pulled.now += HOUR;
  await sync(pulled);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('an order that turns out to be gone or a test has no facts any more', async () => {
  pulled = await pulledShop({ ...SALES, ordersPerDay: 3, rates: { ...KEPT, test: 0 } });
  await sync(pulled);
  const [first] = pulled.shop.search({}, pulled.now);
  pulled.shop.changes.remove(first?.id ?? '', pulled.now);
  await pulled.refresh([first?.id ?? '', 'gid://shopify/Order/999', 'no id']);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('only what happened from a day on is read, and it is whole', async () => {
  const from = '2026-11-10';
  pulled = await pulledShop({ config: { streams: ['sales'], from } });
  await sync(pulled);
  const expected = [...ledgerDays(pulled)].filter(([day]) => day >= from);
  expect([...pulledDays(pulled)]).toEqual(expected);
});

test('nothing is appended where nothing changed', async () => {
  pulled = await pulledShop({ config: { streams: ['sales', 'returns', 'shipments'] } });
  await sync(pulled);
  const before = pulled.world.records().length;
  await sync(pulled);
  expect(pulled.world.records().length).toBe(before);
  expect(salesPosition(pulled)).toMatchObject({ bulk: undefined });
});
