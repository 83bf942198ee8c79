import type { Connector, DayTotals, NotTold, ReadContext } from '../connector.ts';
import type { Limits } from './api/attempts.ts';
import { shopifyConfigSchema, STREAM_NAMES, type ShopifyConfig } from './config.ts';
import type { OrdersCursor } from './orders/cursor.ts';
import { comparable } from './reports/comparable.ts';
import { webhooks } from './webhooks.ts';

const FACTS = {
  sales: 'sale',
  returns: 'return',
  shipments: 'shipment',
  traffic: 'traffic',
} as const;

/**
 * A Shopify shop: its sales ledger, returns, parcels and visits. Every order is one complete set, so
 * whatever is no longer there is deleted; so are orders that are deleted themselves.
 * What talks to Shopify is loaded where it is first needed: most commands start without it.
 */
export const shopify: Connector<ShopifyConfig> = shopifyWithin({});

/** The connector with pauses other than the usual: a shop in this process needs none as long. */
export function shopifyWithin(limits: Partial<Limits>): Connector<ShopifyConfig> {
  return {
    name: 'shopify',
    title: 'A Shopify shop: sales, returns, shipments and traffic',
    config: shopifyConfigSchema,
    streams: ({ streams }) =>
      STREAM_NAMES.filter((name) => streams.includes(name)).map((name) => ({
        name,
        fact: FACTS[name],
      })),
    async check(config, context) {
      const { check } = await import('./check.ts');
      return check(config, context);
    },
    async *read(config, stream, cursor, context) {
      const { read } = await import('./pull.ts');
      yield* read(config, stream, cursor, context, limits);
    },
    totals(config, stream, cursor, context) {
      const state = comparable(stream, cursor);
      return 'reason' in state ? state : totalsOf(config, state, context, limits);
    },
    async *refresh(config, streams, keys, context) {
      const { refresh } = await import('./pull.ts');
      yield* refresh(config, streams, keys, context, limits);
    },
    orderLink: ({ shop }, orderId) =>
      /^\d{1,20}$/.test(orderId) ? `https://${shop}/admin/orders/${orderId}` : undefined,
    webhooks,
  };
}

async function* totalsOf(
  config: ShopifyConfig,
  state: OrdersCursor,
  context: ReadContext,
  limits: Partial<Limits>,
): AsyncGenerator<DayTotals | NotTold> {
  const { salesTotals } = await import('./reports/totals.ts');
  yield* salesTotals(config, state, context, limits);
}
