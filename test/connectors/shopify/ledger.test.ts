import { afterEach, expect, test } from 'vitest';
import { ledgerDays, pulledDays, pulledShop, type PulledShop } from './pulled-shop.ts';

const HOUR = 3_600_000;
let pulled: PulledShop | undefined;

afterEach(() => pulled?.close());

test('the facts of a shop read in bulk are its ledger, day by day, to the øre', async () => {
  pulled = await pulledShop();
  const { streams } = await pulled.world.run();
  console.log(JSON.stringify(streams), JSON.stringify(pulled.standIn.stats()));
  expect(streams.map(({ state }) => state)).toEqual(Array(4).fill('succeeded'));
  const days = pulledDays(pulled);
  expect(days.size).toBeGreaterThan(30);
  expect(days).toEqual(ledgerDays(pulled));
}, 60_000);

test('a small shop is read page by page, and is its ledger too', async () => {
  pulled = await pulledShop({ ordersPerDay: 4, rates: { huge: 0.1 } });
  const { streams } = await pulled.world.run();
  console.log(JSON.stringify(streams), JSON.stringify(pulled.standIn.stats()));
  expect(streams.map(({ state }) => state)).toEqual(Array(4).fill('succeeded'));
  expect(pulledDays(pulled)).toEqual(ledgerDays(pulled));
}, 60_000);
