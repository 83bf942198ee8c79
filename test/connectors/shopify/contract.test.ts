import { afterAll } from 'vitest';
import type { Cursor } from '../../../connectors/connector.ts';
import { connectorContract, type Changing } from '../../contract/connector.ts';
import { fields } from './fields.ts';
import { pulledShop, quickShopify, secrets } from './pulled-shop.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const shared = {
  firstDay: '2026-10-28',
  now: NOW,
  rates: { huge: 0.05, lateJourney: 0.3, pos: 0.3, fees: 0.1 },
};
/** Seeds whose shops have every field within so few orders. */
const paged = await pulledShop({ ...shared, seed: 'fields-6', ordersPerDay: 4 });
const bulk = await pulledShop({
  ...shared,
  seed: 'fields-0',
  ordersPerDay: 7,
  config: { streams: ['sales', 'shipments'] },
});

afterAll(async () => {
  await Promise.all([paged.close(), bulk.close()]);
});

/** A shop that goes on: orders come, are edited, returned and sent, and some are deleted. */
async function changingShop(): Promise<Changing> {
  const pulled = await pulledShop({
    ...shared,
    seed: 'changing',
    firstDay: '2026-11-10',
    ordersPerDay: 4,
    config: { streams: ['sales', 'returns', 'shipments'] },
  });
  const { shop, config } = pulled;
  const later = (hours: number) => () => {
    pulled.now += hours * 3_600_000;
  };
  return {
    config,
    now: () => pulled.now,
    changes: [
      { name: 'an hour', make: later(5) },
      { name: 'days', make: later(100) },
      {
        name: 'deleting orders',
        make: () => {
          later(1)();
          for (const { id } of shop.search({}, pulled.now).slice(3, 6)) {
            shop.changes.remove(id, pulled.now);
          }
          later(1)();
        },
      },
    ],
    close: () => pulled.close(),
  };
}

const farCursor = (cursor: Cursor): Cursor =>
  'through' in cursor
    ? { ...cursor, through: '9999-12-31' }
    : { ...cursor, updatedAt: Number.MAX_SAFE_INTEGER, pending: [] };

for (const [name, { config, now }] of Object.entries({ paged, bulk })) {
  connectorContract({
    name: `shopify, ${name}`,
    connector: quickShopify,
    config,
    unreadable: [
      { config: { ...config, accessToken: 'shpat_wrong' }, says: /needs re-authorisation|authori/ },
      { config: { ...config, endpoint: 'http://127.0.0.1:9' }, says: /can't be reached/ },
      { config: { ...config, shop: 'another.myshopify.com' }, says: /answers as skovby-friluft/ },
    ],
    fields,
    ...(name === 'paged' ? { changing: changingShop } : {}),
    farCursor,
    secrets,
    baseDir: '.',
    now,
  });
}
