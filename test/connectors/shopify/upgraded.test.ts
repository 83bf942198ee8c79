import { afterEach, expect, test } from 'vitest';
import type { Connector, Page } from '../../../connectors/connector.ts';
import type { Sale } from '../../../schemas/facts.ts';
import { World } from '../../sync/world.ts';
import { ledgerDays, pulledDays } from './pulled-days.ts';
import { pulledShop, ZONE, type PulledShop, quickShopify } from './pulled-shop.ts';

let pulled: PulledShop | undefined;
let world: World | undefined;

afterEach(async () => {
  world?.close();
  await pulled?.close();
});

/** A page as it was before edits, reversals, duties, fees and names of orders were told. */
function before({ records, cursor, ...page }: Page): Page {
  const { mapping: _mapping, deletions: _deletions, compared: _compared, ...stand } = cursor;
  return {
    ...page,
    cursor: stand,
    records: records.map((record) => {
      const { orderName: _name, duties: _duties, fees: _fees, ...fact } = record.fact as Sale;
      const kind = { edit: 'line', reversal: 'return' }[fact.kind as string] ?? fact.kind;
      return { ...record, fact: { ...fact, kind } as typeof record.fact };
    }),
  };
}

test.each([3, 12])(
  'orders read before an upgrade are read once more, with %i a day, and then no more',
  async (ordersPerDay) => {
    const shop = await pulledShop({ ordersPerDay, config: { streams: ['sales'] } });
    pulled = shop;
    let isOld = true;
    const connector: Connector = {
      ...(quickShopify as Connector),
      async *read(...given) {
        const pages = (quickShopify as Connector).read(...given);
        for await (const page of pages) yield isOld ? before(page) : page;
      },
    };
    const context = { timezone: ZONE, currency: 'DKK', now: () => shop.now };
    world = new World(connector, shop.world.config, context);
    world.batchSize = 500;
    const facts = { ...shop, world, now: shop.now };
    await world.run();
    expect(pulledDays(facts)).not.toEqual(ledgerDays(facts));
    isOld = false;
    await world.run();
    expect(pulledDays(facts)).toEqual(ledgerDays(facts));
    const records = world.records().length;
    const requests = shop.standIn.stats().requests;
    await world.run();
    expect(world.records()).toHaveLength(records);
    const after = shop.standIn.stats().requests;
    expect(after['StartBulk']).toBe(requests['StartBulk']);
    expect((after['SalesPage'] ?? 0) - (requests['SalesPage'] ?? 0)).toBeLessThan(3);
  },
);
