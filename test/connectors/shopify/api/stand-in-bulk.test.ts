import { expect, test } from 'vitest';
import { runBulk } from '../../../../connectors/shopify/api/bulk.ts';
import type { AskedStandIn } from '../../../support/stand-in.ts';
import { all, open, PAGE, WHOLE, withStandIn } from './with-stand-in.ts';

test.each(['BulkSales', 'BulkShipments', 'BulkReturns'] as const)(
  '%s gives the same orders however its lines are shuffled',
  async (name) => {
    const results: unknown[] = [];
    for (const shuffle of [0, 200]) {
      await withStandIn({ bulk: { shuffle } }, async (standIn) => {
        results.push(sorted(await all(runBulk(open(standIn), name, WHOLE))));
      });
    }
    expect(results[0]).toHaveLength(60);
    expect(results[1]).toEqual(results[0]);
  },
);

/** By id, at every level. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sorted(each)]));
}

test('sales of a bulk operation are those of the pages', async () => {
  await withStandIn({}, async (standIn) => {
    const api = open(standIn);
    const bulk = await all(runBulk(api, 'BulkSales', WHOLE));
    const { nodes } = (await api.request('SalesPage', { ...PAGE, first: 5 })).orders;
    const paged = nodes.map(({ agreements, ...order }) => ({
      ...order,
      agreements: agreements.nodes.map((each) => ({ ...each, sales: each.sales.nodes })),
    }));
    const ids = new Set(paged.map(({ id }) => id));
    expect(sorted(bulk.filter(({ id }) => ids.has(id)))).toEqual(sorted(paged));
  });
});

test('every kind of fault that an export can have is an error', async () => {
  const faults: Parameters<AskedStandIn['faults']['bulk']['inject']>[0][] = [
    { kind: 'failed', errorCode: 'TIMEOUT', afterLines: 20, partial: true },
    { kind: 'failed', errorCode: 'ACCESS_DENIED', afterLines: 20, partial: false },
    { kind: 'ends', status: 'CANCELED' },
    { kind: 'ends', status: 'EXPIRED' },
    { kind: 'miscounts', by: 1 },
    { kind: 'miscounts', by: -1 },
    { kind: 'broken-line', line: 7 },
  ];
  await withStandIn({}, async (standIn) => {
    for (const fault of faults) {
      standIn.faults.bulk.inject(fault, { times: 1 });
      await expect(all(runBulk(open(standIn), 'BulkSales', WHOLE))).rejects.toBeInstanceOf(Error);
    }
    expect(await all(runBulk(open(standIn), 'BulkSales', WHOLE))).toHaveLength(60);
  });
});

test('a download that is cut goes on, and one that looks whole but is short is no success', async () => {
  await withStandIn({}, async (standIn) => {
    const when = { operation: 'BulkFile', times: 1 };
    for (const looksWhole of [false, true]) {
      standIn.faults.http.inject({ kind: 'cut', atByte: 5_000, looksWhole }, when);
      expect(await all(runBulk(open(standIn), 'BulkSales', WHOLE))).toHaveLength(60);
    }
    standIn.faults.http.inject(
      { kind: 'cut', atByte: 0, looksWhole: true },
      { operation: 'BulkFile' },
    );
    await expect(all(runBulk(open(standIn), 'BulkSales', WHOLE))).rejects.toThrow(/fetched whole/);
  });
});

test('two processes’ bulk operations share the five places that the shop has', async () => {
  await withStandIn({ bulk: { ordersPerSecond: 600 } }, async (standIn) => {
    for (let n = 0; n < 4; n++) {
      const left = await standIn.send('StartBulk', { query: '{orders{edges{node{id}}}}' });
      expect(left.errors).toBeUndefined();
    }
    const runs = [1, 2, 3].map(() => all(runBulk(open(standIn), 'BulkSales', WHOLE)));
    for (const orders of await Promise.all(runs)) expect(orders).toHaveLength(60);
    expect(standIn.stats().mostBulkAtOnce).toBe(5);
  });
});

test('an abort frees the shop’s place', async () => {
  await withStandIn({}, async (standIn) => {
    standIn.faults.bulk.inject({ kind: 'never-ends' });
    const aborts = new AbortController();
    const api = open(standIn);
    const run = all(runBulk(api, 'BulkSales', WHOLE, aborts.signal));
    standIn.onRequest((operation) => {
      if (operation === 'BulkProgress') aborts.abort(new Error('stop'));
    });
    await expect(run).rejects.toThrow('stop');
    expect((await api.request('BulkRunning', { first: 10 })).bulkOperations.nodes).toEqual([]);
  });
});
