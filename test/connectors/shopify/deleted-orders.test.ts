import { afterEach, expect, test } from 'vitest';
import { shopify } from '../../../connectors/shopify/shopify.ts';
import { ALL_SCOPES } from '../../support/stand-in.ts';
import { ledgerDays, pulledDays } from './pulled-days.ts';
import { contextOf, pulledShop, type PulledShop } from './pulled-shop.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STREAMS = ['sales', 'returns', 'shipments'];
let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

async function sync({ world }: PulledShop): Promise<void> {
  const { streams } = await world.run();
  expect(streams.map(({ state, error }) => ({ state, error }))).toEqual(
    streams.map(() => ({ state: 'succeeded', error: undefined })),
  );
}

/** Numbers of the orders that facts stand of. */
function ordersIn({ world }: PulledShop): Set<string> {
  return new Set([...world.latest().values()].map(({ orderId }) => String(orderId)));
}

/** Those of some orders that facts stand of. */
function standing(of: PulledShop, ids: readonly string[]): string[] {
  const known = ordersIn(of);
  return ids.filter((id) => known.has(numberOf(id)));
}

const numberOf = (id: string): string => id.split('/').at(-1) ?? '';
const asked = ({ standIn }: PulledShop, operation: string): number =>
  standIn.stats().requests[operation] ?? 0;

test('orders that are deleted without a call are found at the next sync, in every stream', async () => {
  pulled = await pulledShop({ ordersPerDay: 5, config: { streams: STREAMS } });
  await sync(pulled);
  const { shop } = pulled;
  const gone = shop
    .search({}, pulled.now)
    .map(({ id }) => id)
    .slice(20, 140);
  expect(gone).toHaveLength(120);
  pulled.now += HOUR;
  for (const id of gone) shop.changes.remove(id, pulled.now);
  expect(standing(pulled, gone).length).toBeGreaterThan(100);
  await sync(pulled);
  expect(standing(pulled, gone)).toEqual([]);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
  const before = pulled.world.records().length;
  await sync(pulled);
  expect(pulled.world.records()).toHaveLength(before);
});

test('as time goes by and orders go, each sync is the ledger', async () => {
  const rates = { deleted: 0.1 };
  pulled = await pulledShop({ ordersPerDay: 8, rates, config: { streams: ['sales'] } });
  await sync(pulled);
  for (const hours of [2, 24, 100, 400]) {
    pulled.now += hours * HOUR;
    await sync(pulled);
    expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
  }
});

test('what was deleted longer ago than events are kept is found by comparing ids', async () => {
  pulled = await pulledShop({ ordersPerDay: 1, config: { streams: ['sales'] } });
  await sync(pulled);
  const ids = pulled.shop.search({}, pulled.now).map(({ id }) => id);
  const [first = '', second = ''] = ids;
  pulled.shop.changes.remove(first, pulled.now + HOUR);
  pulled.now += 400 * DAY;
  pulled.shop.changes.remove(second, pulled.now);
  await sync(pulled);
  expect(ordersIn(pulled)).not.toContain(numberOf(first));
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
  const looks = asked(pulled, 'OrdersThere');
  expect(looks).toBe(1);
  pulled.now += 6 * DAY;
  await sync(pulled);
  expect(asked(pulled, 'OrdersThere')).toBe(looks);
});

test('a source that is read from its start again drops what has gone since', async () => {
  pulled = await pulledShop({ ordersPerDay: 2, config: { streams: ['sales'] } });
  await sync(pulled);
  const [first] = pulled.shop.search({}, pulled.now);
  pulled.shop.changes.remove(first?.id ?? '', pulled.now + HOUR);
  pulled.now += 400 * DAY;
  await pulled.world.forget();
  await sync(pulled);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('an app that sees the last 60 days only drops no order for being old', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'read_all_orders');
  const config = { streams: ['sales', 'shipments'], from: '2026-11-01' };
  pulled = await pulledShop({ ordersPerDay: 2, scopes, config });
  await sync(pulled);
  const orders = [...ordersIn(pulled)];
  pulled.now += 75 * DAY;
  await sync(pulled);
  expect(standing(pulled, orders)).toEqual(orders);
  await pulled.refresh(orders.map((number) => `gid://shopify/Order/${number}`));
  expect(standing(pulled, orders)).toEqual(orders);
});

test('where most known orders are not there, nothing is deleted without consent', async () => {
  pulled = await pulledShop({ ordersPerDay: 1, config: { streams: ['sales'] } });
  await sync(pulled);
  const ids = pulled.shop.search({}, pulled.now).map(({ id }) => id);
  const before = standing(pulled, ids);
  for (const id of ids.slice(3)) pulled.shop.changes.remove(id, pulled.now + HOUR);
  pulled.now += 400 * DAY;
  const [refused] = (await pulled.world.run()).streams;
  expect(refused?.state).toBe('failed');
  expect(refused?.error).toMatch(/of \d+ known orders of .* are not there any more/);
  expect(refused?.mend).toContain('--accept-shrink');
  expect(standing(pulled, before)).toEqual(before);
  pulled.world.acceptShrink = true;
  await sync(pulled);
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
});

test('deleted orders are found one by one where no bulk operation lists the others', async () => {
  const config = { streams: ['sales'] };
  pulled = await pulledShop({ ordersPerDay: 1, firstDay: '2026-11-20', config });
  pulled.standIn.faults.bulk.inject({
    kind: 'failed',
    errorCode: 'INTERNAL_SERVER_ERROR',
    afterLines: 2,
    partial: true,
  });
  const there = pulled.shop.search({}, pulled.now).map(({ id }) => id);
  const gone = Array.from({ length: 5_000 }, (_, n) => `gid://shopify/Order/${n + 1}`);
  const read = shopify.config.parse(pulled.config);
  const [stream] = shopify.streams(read);
  if (stream === undefined) throw new Error('no stream');
  const context = contextOf(pulled, { known: () => [...gone, ...there] });
  const found: string[] = [];
  for await (const { snapshot, records } of shopify.read(read, stream, undefined, context)) {
    if (snapshot !== undefined && records.length === 0) found.push(snapshot.scope);
  }
  const missed = new Set(gone).difference(new Set(found));
  expect(missed.size).toBe(0);
  expect(asked(pulled, 'StartBulk')).toBe(1);
  expect(found.filter((id) => there.includes(id)).length).toBeLessThan(there.length);
});
