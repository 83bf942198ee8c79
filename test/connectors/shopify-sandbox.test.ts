import type { Cursor } from '../../connectors/connector.ts';
import { shopifySandbox } from '../../connectors/sandbox/shopify/shopify-sandbox.ts';
import { connectorContract } from '../contract/connector.ts';
import { fields } from './shopify/fields.ts';

const withCountry = (names: readonly string[]): string[] => [...names, 'country'];

connectorContract({
  name: 'shopify-sandbox',
  connector: shopifySandbox,
  config: { from: '2026-11-01', ordersPerDay: 9, seed: 'fields-1' },
  fields: {
    sales: withCountry(fields.sales),
    returns: withCountry(fields.returns),
    shipments: withCountry(fields.shipments),
    traffic: fields.traffic,
  },
  farCursor: (cursor: Cursor) =>
    'through' in cursor
      ? { ...cursor, through: '9999-12-31' }
      : { ...cursor, updatedAt: Number.MAX_SAFE_INTEGER, pending: [] },
  baseDir: '.',
  now: Date.parse('2026-11-24T12:00:00Z'),
});
