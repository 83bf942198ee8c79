import { afterEach, expect, test } from 'vitest';
import type { Cursor, DayTotals, NotTold, ReadContext } from '../../../connectors/connector.ts';
import { trafficOf } from '../../../connectors/shopify/map/traffic.ts';
import { rowsIn } from '../../../connectors/shopify/reports/report.ts';
import { ALL_SCOPES } from '../../support/stand-in.ts';
import { contextOf, pulledShop, ZONE, type PulledShop, quickShopify } from './pulled-shop.ts';

let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

async function totalsOf(
  from: PulledShop,
  stream: string,
  cursor: Cursor,
  given?: Partial<ReadContext>,
): Promise<(DayTotals | NotTold)[] | string> {
  const config = quickShopify.config.parse(from.config);
  const spec = quickShopify.streams(config).find(({ name }) => name === stream);
  if (spec === undefined) throw new RangeError(stream);
  const found = quickShopify.totals?.(config, spec, cursor, contextOf(from, given));
  if (found === undefined || 'reason' in found) return found?.reason ?? '';
  return Array.fromAsync(found);
}

function cursorOf({ world }: PulledShop, stream: string): Cursor {
  const stored = world.stored('cursors').findLast(({ key }) => key === `shop/${stream}`)?.value;
  return JSON.parse(stored ?? '{}') as Cursor;
}

test('Shopify’s own totals of sales are the ledger’s, in our signs and without a count', async () => {
  pulled = await pulledShop({ config: { streams: ['sales'] }, rates: { deleted: 0 } });
  await pulled.world.run();
  const totals = await totalsOf(pulled, 'sales', cursorOf(pulled, 'sales'));
  const ledger = pulled.shop.ledger(pulled.now, ZONE);
  expect(ledger.length).toBeGreaterThan(30);
  expect(totals).toEqual(
    ledger.map(({ day, currency, orders, customers, quantity, ...ledgerDay }) => {
      const { gross, discounts: discount, returned, tax, shipping, duties, fees } = ledgerDay;
      const units = BigInt(quantity) * 1_000_000n;
      const sums = { gross, discount, returned, tax, shipping, duties, fees, quantity: units };
      return { day, currency, sums, orders, customers };
    }),
  );
});

/** The shop's reports without some columns. */
function withoutColumns({ shop }: PulledShop, gone: readonly string[]): void {
  const whole = shop.report.bind(shop);
  const lacking: typeof whole = (query, now) => {
    const name = gone.find((each) => new RegExp(`\\b${each}\\b`).test(query));
    if (name === undefined) return whole(query, now);
    return { parseErrors: [`Column Not Found: Column '${name}' not found`] };
  };
  Object.assign(shop, { report: lacking });
}

test.each([
  [['returns'], []],
  [['sales_reversals'], []],
  [
    ['returns', 'sales_reversals', 'duties'],
    ['returned', 'duties'],
  ],
])(
  'without the columns %j the figures %j can’t be told, and the others are',
  async (gone, lost) => {
    pulled = await pulledShop({ ordersPerDay: 2, config: { streams: ['sales'] } });
    await pulled.world.run();
    withoutColumns(pulled, gone);
    const totals = await totalsOf(pulled, 'sales', cursorOf(pulled, 'sales'));
    if (typeof totals === 'string') throw new Error(totals);
    const notTold = totals.flatMap((told) => ('notTold' in told ? [told.notTold] : []));
    expect(notTold).toEqual(lost);
    const names = [
      'gross',
      'discount',
      'returned',
      'tax',
      'shipping',
      'duties',
      'fees',
      'quantity',
    ];
    for (const told of totals) {
      if ('notTold' in told) continue;
      expect(Object.keys(told.sums)).toEqual(names.filter((name) => !lost.includes(name)));
    }
  },
);

test('without read_customers customers can’t be compared; without read_reports nothing', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'read_customers');
  pulled = await pulledShop({ ordersPerDay: 1, scopes, config: { streams: ['sales'] } });
  await pulled.world.run();
  const totals = await totalsOf(pulled, 'sales', cursorOf(pulled, 'sales'));
  if (typeof totals === 'string') throw new Error(totals);
  expect(totals[0]).toMatchObject({
    notTold: 'customers',
    reason: expect.stringContaining('read_customers') as string,
    settled: true,
  });
  expect(totals.slice(1).every((told) => !('customers' in told))).toBe(true);
  await pulled.close();
  pulled = await pulledShop({
    ordersPerDay: 1,
    scopes: ALL_SCOPES.filter((scope) => scope !== 'read_reports'),
    config: { streams: ['sales'] },
  });
  await pulled.world.run();
  await expect(totalsOf(pulled, 'sales', cursorOf(pulled, 'sales'))).rejects.toMatchObject({
    message: expect.stringContaining('read_reports is missing') as string,
    settled: true,
  });
});

test('what can’t be compared has a reason', async () => {
  pulled = await pulledShop({ ordersPerDay: 1 });
  expect(await totalsOf(pulled, 'returns', {})).toMatch(/no totals of returns/);
  expect(await totalsOf(pulled, 'sales', {})).toMatch(/nothing was read/);
  const bulk = { by: 'created_at', until: 0, to: 1 };
  const cursor = { updatedAt: 1, generation: 1, pending: [], bulk };
  expect(await totalsOf(pulled, 'sales', cursor)).toMatch(/first time/);
  const old = { updatedAt: 1, generation: 1, pending: [] };
  expect(await totalsOf(pulled, 'sales', old)).toMatch(/once more .* after an upgrade/);
  const read = { ...old, mapping: 2 };
  await expect(totalsOf(pulled, 'sales', read, { timezone: 'Asia/Tokyo' })).rejects.toThrow(
    /days are those of Europe\/Copenhagen/,
  );
});

test('the visits of a day are replaced whole, and the last days are read again', async () => {
  pulled = await pulledShop({ ordersPerDay: 2, config: { streams: ['traffic'] } });
  await pulled.world.run();
  for (const hours of [6, 30, 48]) {
    pulled.now += hours * 3_600_000;
    await pulled.world.run();
    const facts = pulled.world.latest();
    expect(Object.fromEntries(facts)).toEqual(Object.fromEntries(await pulled.readAnew()));
  }
  const channels = [...pulled.world.latest().values()].map(({ channel }) => channel);
  const expected = ['Direct', 'Email', 'Organic Search', 'Organic Social', 'Paid Search'];
  expect(new Set(channels)).toEqual(new Set(expected));
});

test('without read_reports traffic says so, and the other streams go on', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'read_reports');
  pulled = await pulledShop({ ordersPerDay: 1, scopes });
  const { streams } = await pulled.world.run();
  expect(streams.map(({ stream, state }) => [stream, state])).toEqual([
    ['sales', 'succeeded'],
    ['returns', 'succeeded'],
    ['shipments', 'succeeded'],
    ['traffic', 'failed'],
  ]);
  expect(streams.at(-1)?.error).toMatch(/read_reports is missing/);
});

test('rows of a report come as arrays or as objects', () => {
  const names = ['day', 'sessions'];
  const row = { day: '2026-11-01', sessions: '5' };
  expect(rowsIn([['2026-11-01', '5']], names)).toEqual([row]);
  expect(rowsIn([['2026-11-01', 5]], names)).toEqual([row]);
  expect(rowsIn([row], names)).toEqual([row]);
  expect(rowsIn('nothing', names)).toBeUndefined();
  expect(rowsIn([7], names)).toBeUndefined();
});

const DAY = { day: '2026-11-01', occurredAt: 1, shop: 'skovby' };

test.each([
  [{ utm_source: 'google', utm_medium: 'cpc' }, 'Paid Search'],
  [{ referrer_source: 'search', traffic_type: 'organic' }, 'Organic Search'],
  [{ referrer_source: 'Search', traffic_type: 'paid' }, 'Paid Search'],
  [{ referrer_source: 'social' }, 'Organic Social'],
  [{ referrer_source: 'direct' }, 'Direct'],
  [{ referrer_source: 'email' }, 'Email'],
  [{ referrer_source: 'unknown', referrer_name: 'blog.example' }, 'Referral'],
  [{ referrer_source: 'unknown' }, 'Unassigned'],
])('sessions of %j are %s', (row, channel) => {
  const { records } = trafficOf([{ ...row, sessions: '3' }], DAY);
  expect(records).toMatchObject([{ fact: { channel, sessions: 3, converted: 0 } }]);
});

test('rows that are one to us are added up; a count that is none is a reject', () => {
  const row = { referrer_source: 'direct', session_device_type: 'Mobile', sessions: '3' };
  const rows = [row, { ...row, referrer_name: 'x', sessions: '4' }, { ...row, sessions: 'many' }];
  const { records, rejects } = trafficOf(rows, DAY);
  expect(records).toMatchObject([{ fact: { device: 'mobile', sessions: 7 } }]);
  expect(rejects).toMatchObject([{ place: 'sessions of 2026-11-01' }]);
});
