import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { BulkFault, HttpFault } from '../../../connectors/sandbox/shopify/faults.ts';
import { ledgerDays, pulledDays, salesPosition } from './pulled-days.ts';
import { pulledShop, type PulledShop } from './pulled-shop.ts';

const SALES = { config: { streams: ['sales'], timeLimit: 1 } };
let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

/** The one promise: it is the ledger, or it says that it failed and stands where it stood. */
async function syncIsTrue(from: PulledShop): Promise<'succeeded' | 'failed'> {
  const before = salesPosition(from);
  const { state, error = '', mend = '' } = (await from.world.run()).streams[0] ?? {};
  const after = salesPosition(from);
  const isWhole = state === 'succeeded';
  expect(isWhole ? pulledDays(from) : after).toEqual(
    isWhole ? ledgerDays(from) : (before ?? after),
  );
  expect(isWhole || (/\w/.test(error) && /\w/.test(mend))).toBe(true);
  return isWhole ? 'succeeded' : 'failed';
}

const DENIED: BulkFault = {
  kind: 'failed',
  errorCode: 'ACCESS_DENIED',
  afterLines: 50,
  partial: true,
};

/** What happens to so many operations, and how the sync ends. */
const FAULTS: readonly (readonly [BulkFault, 'succeeded' | 'failed', number?])[] = [
  [{ kind: 'failed', errorCode: 'TIMEOUT', afterLines: 50, partial: true }, 'succeeded'],
  [
    { kind: 'failed', errorCode: 'INTERNAL_SERVER_ERROR', afterLines: 0, partial: false },
    'succeeded',
  ],
  // Staff may be what is denied, so once more it is asked without them.
  [DENIED, 'succeeded', 1],
  [DENIED, 'failed', 2],
  [{ kind: 'ends', status: 'CANCELED' }, 'failed'],
  [{ kind: 'ends', status: 'EXPIRED' }, 'failed'],
  [{ kind: 'miscounts', by: 1 }, 'succeeded'],
  [{ kind: 'broken-line', line: 7 }, 'succeeded'],
];

test.each(FAULTS.map(([fault, outcome, times]) => ({ fault, outcome, times })))(
  'a bulk operation with the fault %j, and the next sync is whole',
  async ({ fault, outcome, times = 1 }) => {
    pulled = await pulledShop(SALES);
    pulled.standIn.faults.bulk.inject(fault, { times });
    expect(await syncIsTrue(pulled)).toBe(outcome);
    expect(await syncIsTrue(pulled)).toBe('succeeded');
  },
);

const ALWAYS: readonly BulkFault[] = [
  { kind: 'failed', errorCode: 'TIMEOUT', afterLines: 9, partial: true },
  { kind: 'miscounts', by: -1 },
];

test.each(ALWAYS)('what is always %j in bulk is read page by page, and whole', async (fault) => {
  pulled = await pulledShop(SALES);
  pulled.standIn.faults.bulk.inject(fault);
  expect(await syncIsTrue(pulled)).toBe('succeeded');
});

const PASSING: readonly HttpFault[] = [
  { kind: 'throttled' },
  { kind: 'status', status: 429, retryAfter: '0.1' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503, retryAfter: '0.2' },
  { kind: 'reset' },
  { kind: 'cut', looksWhole: false },
  { kind: 'cut', looksWhole: true },
  { kind: 'html' },
  { kind: 'silence' },
];

test.each(PASSING)('a page that meets %j twice is read after all', async (fault) => {
  pulled = await pulledShop({ ...SALES, ordersPerDay: 2, firstDay: '2026-11-10' });
  pulled.standIn.faults.http.inject(fault, { operation: 'SalesPage', times: 2, after: 1 });
  expect(await syncIsTrue(pulled)).toBe('succeeded');
});

test.each([true, false])('a result that is cut off, looking whole: %s', async (looksWhole) => {
  pulled = await pulledShop(SALES);
  pulled.standIn.faults.http.inject(
    { kind: 'cut', atByte: 30_000, looksWhole },
    { operation: 'BulkFile', times: 1 },
  );
  await syncIsTrue(pulled);
  expect(await syncIsTrue(pulled)).toBe('succeeded');
});

test('property: whatever goes wrong, a sync is the ledger or says that it failed', async () => {
  const http = fc.record({
    fault: fc.constantFrom(...PASSING.slice(0, 9)),
    operation: fc.constantFrom(
      'SalesPage',
      'CountOrders',
      'MoreAgreements',
      'BulkProgress',
      'BulkFile',
    ),
    times: fc.integer({ min: 1, max: 3 }),
    after: fc.integer({ min: 0, max: 4 }),
  });
  const bulk = fc.record({
    fault: fc.constantFrom(...FAULTS.map(([fault]) => fault)),
    times: fc.integer({ min: 1, max: 3 }),
    after: fc.integer({ min: 0, max: 1 }),
  });
  const schedule = fc.record({
    perDay: fc.constantFrom(3, 12),
    http: fc.array(http, { maxLength: 3 }),
    bulk: fc.array(bulk, { maxLength: 2 }),
    hours: fc.integer({ min: 1, max: 100 }),
  });
  await fc.assert(
    fc.asyncProperty(schedule, async (given) => {
      const rates = { deleted: 0 };
      const shop = await pulledShop({ ...SALES, ordersPerDay: given.perDay, rates });
      const { faults } = shop.standIn;
      pulled = shop;
      for (const { fault, ...when } of given.http) faults.http.inject(fault, when);
      for (const { fault, ...when } of given.bulk) faults.bulk.inject(fault, when);
      await syncIsTrue(shop);
      shop.now += given.hours * 3_600_000;
      await syncIsTrue(shop);
      faults.clear();
      expect(await syncIsTrue(shop)).toBe('succeeded');
      await shop.close();
    }),
    { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 4) },
  );
}, 120_000);
