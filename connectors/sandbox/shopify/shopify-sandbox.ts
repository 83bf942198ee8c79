import { z } from 'zod';
import type { Connector, DayTotals, NotTold, ReadContext } from '../../connector.ts';
import { shopifyConfigSchema, STREAM_NAMES, type ShopifyConfig } from '../../shopify/config.ts';
import { shopifyWithin } from '../../shopify/shopify.ts';
import { firstDayOf, shopSettings } from '../settings.ts';

const configSchema = z.strictObject({
  ...shopSettings,
  streams: z
    .array(z.enum(STREAM_NAMES))
    .min(1)
    .default([...STREAM_NAMES]),
});
type SandboxConfig = z.infer<typeof configSchema>;

const APP = {
  clientId: 'sandbox',
  clientSecret: 'sandbox',
  accessToken: 'sandbox',
  scopes: [
    'read_orders',
    'read_all_orders',
    'read_customers',
    'read_products',
    'read_returns',
    'read_locations',
    'read_users',
    'read_reports',
    'read_merchant_managed_fulfillment_orders',
    'read_fulfillments',
  ],
};
/** As large shops have it; the sample is there at once. */
const PLAN = { bucket: 20_000, restoreRate: 2_000 };
const NOWHERE = 'http://127.0.0.1:1';
/** The stand-in is in this thread: to wait for it as for a server far away would be idle. */
const shopify = shopifyWithin({ firstLookMs: 20, firstPauseMs: 20 });

/** The made-up shop, read by Shopify's connector from a stand-in that speaks Shopify's API in this process. */
export const shopifySandbox: Connector<SandboxConfig> = {
  name: 'shopify-sandbox',
  title: 'A made-up shop at a stand-in for Shopify, to try goalstream with',
  config: configSchema,
  streams: (config) => shopify.streams(configFor(config, NOWHERE)),
  check: async (config, context) => shopify.check(await opened(config, context), context),
  async *read(config, stream, cursor, context) {
    yield* shopify.read(await opened(config, context), stream, cursor, context);
  },
  totals(config, stream, cursor, context) {
    const totals = shopify.totals?.(configFor(config, NOWHERE), stream, cursor, context);
    if (totals === undefined || 'reason' in totals) return totals ?? { reason: 'there are none' };
    return realTotals(config, stream, cursor, context);
  },
};

async function* realTotals(
  config: SandboxConfig,
  ...[stream, cursor, context]: RestOf<NonNullable<Connector['totals']>>
): AsyncGenerator<DayTotals | NotTold> {
  const totals = shopify.totals?.(await opened(config, context), stream, cursor, context);
  if (totals !== undefined && !('reason' in totals)) yield* totals;
}

type RestOf<F> = F extends (first: never, ...rest: infer Rest) => unknown ? Rest : never;

function configFor({ streams }: SandboxConfig, endpoint: string): ShopifyConfig {
  return shopifyConfigSchema.parse({
    shop: 'skovby-friluft.myshopify.com',
    accessToken: APP.accessToken,
    addressCountry: true,
    streams,
    endpoint,
  });
}

const running = new Map<string, Promise<string>>();

/** The shop's stand-in in this thread, started at its first use; it ends with the thread. */
async function opened(config: SandboxConfig, context: ReadContext): Promise<ShopifyConfig> {
  const { now } = context;
  const firstDay = await keptFirstDay(config, context);
  const key = JSON.stringify([config.seed, config.ordersPerDay, firstDay]);
  const url = running.get(key) ?? start({ ...config, firstDay }, now);
  running.set(key, url);
  return configFor(config, await url);
}

/** The shop began on the same day whenever it is looked at. */
function keptFirstDay(config: SandboxConfig, { now, vault }: ReadContext): Promise<string> {
  const name = `first day of ${config.seed}, ${config.days} days`;
  return vault.exclusively(name, async () => {
    const known = config.from ?? (await vault.read(name));
    if (known !== undefined) return known;
    const first = firstDayOf(config, now());
    await vault.write(name, first);
    return first;
  });
}

async function start(
  { seed, ordersPerDay, firstDay }: SandboxConfig & { readonly firstDay: string },
  now: () => number,
): Promise<string> {
  const [{ createShop }, { startStandIn }] = await Promise.all([
    import('./shop/shop.ts'),
    import('./stand-in.ts'),
  ]);
  const shop = createShop({ seed, ordersPerDay, firstDay });
  const standIn = await startStandIn({ shop, now, apps: [APP], plan: PLAN, background: true });
  return standIn.url;
}
