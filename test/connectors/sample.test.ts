import { expect, test } from 'vitest';
import type { Cursor, Page, ReadContext } from '../../connectors/connector.ts';
import { sample } from '../../connectors/sandbox/sample.ts';
import { connectorContract } from '../contract/connector.ts';
import { MEASURES } from '../../schemas/facts.ts';
import { memoryVault } from '../support/memory-vault.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 20, 9, 30);

/** 40 days before it have discounts and a lost parcel. */
const WINTER_SALE = Date.UTC(2026, 0, 25, 9);
const WHERE = ['shop', 'country', 'channel', 'campaign', 'device'];
const GOODS = ['sku', 'product', 'productType', 'vendor'];
const MONEY = ['quantity', 'currency', 'gross', 'discount', 'returned', 'tax', 'shipping'];
const BACK = ['requestedAt', 'receivedAt', 'reason'];
const PARCEL = ['orderedAt', 'promisedAt', 'shippedAt', 'deliveredAt', 'exception'];
const ANSWER = ['kind', 'score', 'scaleMin', 'scaleMax', 'orderId', 'customer'];
const VISITS = MEASURES.traffic;

connectorContract({
  name: 'sample',
  connector: sample,
  fields: {
    sales: [...WHERE, ...GOODS, ...MONEY, 'kind', 'orderId', 'line', 'customer', 'firstOrder'],
    returns: ['shop', 'country', 'channel', 'carrier', ...GOODS, 'orderId', 'quantity', ...BACK],
    shipments: ['shop', 'country', 'carrier', 'orderId', 'onTime', ...PARCEL],
    feedback: ['shop', 'country', 'channel', 'carrier', ...GOODS, ...ANSWER],
    traffic: ['shop', 'country', 'channel', 'device', ...VISITS],
  },
  farCursor: (cursor) => ({ ...cursor, until: Date.UTC(2200, 0, 1) }),
  config: { days: 40, ordersPerDay: 15 },
  baseDir: '/',
  now: WINTER_SALE,
});

function contextAt(now: number): ReadContext {
  return {
    connection: 'shop',
    timezone: 'Europe/Copenhagen',
    currency: 'DKK',
    baseDir: '/',
    now: () => now,
    signal: new AbortController().signal,
    customerKey: (id) => id,
    vault: memoryVault(),
  };
}

/** Reads all streams at the given times one after another: the latest facts, snapshots applied. */
async function latestAfter(times: readonly number[]): Promise<Map<string, unknown>> {
  const config = sample.config.parse({ from: '2026-02-25', ordersPerDay: 6 });
  const latest = new Map<string, unknown>();
  for (const stream of sample.streams(config)) {
    let cursor: Cursor | undefined;
    const scopes = new Map<string, string[]>();
    for (const time of times) {
      for await (const page of sample.read(config, stream, cursor, contextAt(time))) {
        cursor = page.cursor;
        apply(page, stream.name, scopes, latest);
      }
    }
  }
  return latest;
}

function apply(
  page: Page,
  stream: string,
  scopes: Map<string, string[]>,
  latest: Map<string, unknown>,
) {
  if (page.snapshot) {
    for (const key of scopes.get(page.snapshot.scope) ?? []) latest.delete(key);
    scopes.set(
      page.snapshot.scope,
      page.records.map(({ fact }) => `${stream}/${fact.id}`),
    );
  }
  for (const { fact } of page.records) latest.set(`${stream}/${fact.id}`, fact);
}

test('one read to a time gives what many reads up to it give', async () => {
  const end = START + 3 * DAY;
  const whole = await latestAfter([end]);
  const steps = [START - 9 * DAY, START - 2 * DAY, START - 2 * DAY + 1, START, START + DAY, end];
  expect(whole.size).toBeGreaterThan(500);
  expect(await latestAfter(steps)).toEqual(whole);
});

test('another seed is another shop, the same seed the same', async () => {
  const first = async (seed: string) => {
    const config = sample.config.parse({ seed, days: 5 });
    const pages: Page[] = [];
    const stream = { name: 'sales', fact: 'sale' } as const;
    for await (const page of sample.read(config, stream, undefined, contextAt(START)))
      pages.push(page);
    return pages;
  };
  expect(await first('a')).toEqual(await first('a'));
  expect(await first('a')).not.toEqual(await first('b'));
});
