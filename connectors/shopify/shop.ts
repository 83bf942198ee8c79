import { SourceError } from '../connector.ts';
import type { ShopifyApi } from './api/shopify-api.ts';

/** What a shop says of itself, and what the app may read there. */
export interface Shop {
  readonly name: string;
  readonly zone: string;
  readonly currency: string;
  readonly scopes: ReadonlySet<string>;
}

/** @throws SourceError, also where another shop answers than the configured one */
export async function readShop(api: ShopifyApi): Promise<Shop> {
  const { shop, currentAppInstallation } = await api.request('ShopFacts', {});
  if (shop.myshopifyDomain !== api.config.shop) {
    throw new SourceError(`${api.config.shop} answers as ${shop.myshopifyDomain}`, {
      retry: false,
      mend: `Write the domain of the shop that the app is installed in as \`shop\`; ${shop.myshopifyDomain} if that is the one.`,
    });
  }
  const scopes = currentAppInstallation.accessScopes.map(({ handle }) => handle);
  const { name, ianaTimezone: zone, currencyCode: currency } = shop;
  return { name, zone, currency, scopes: new Set(scopes) };
}

/** ms that what a shop says of itself is good for where it is asked very often. */
const RECENT_MS = 300_000;
const recent = new WeakMap<ShopifyApi['shared'], { readonly shop: Shop; readonly at: number }>();

/** The same, as it was at most five minutes ago. */
export async function recentShop(api: ShopifyApi): Promise<Shop> {
  const known = recent.get(api.shared);
  if (known !== undefined && performance.now() - known.at < RECENT_MS) return known.shop;
  const shop = await readShop(api);
  recent.set(api.shared, { shop, at: performance.now() });
  return shop;
}

/** How many orders a search finds; Infinity where Shopify has not counted to the end. */
export async function countFound(api: ShopifyApi, filter: string): Promise<number> {
  const { ordersCount } = await api.request('CountOrders', { filter });
  if (ordersCount === null || ordersCount.precision === 'AT_LEAST') return Infinity;
  return ordersCount.count;
}

/** When the oldest order was made, ms. */
export async function oldestOrder(api: ShopifyApi): Promise<number | undefined> {
  const { orders } = await api.request('OldestOrder', {});
  const [first] = orders.nodes;
  return first && Date.parse(first.createdAt);
}

/** When an order last changed, ms by the shop's clock. */
export async function newestChange(api: ShopifyApi): Promise<number | undefined> {
  const { orders } = await api.request('NewestChange', {});
  const [first] = orders.nodes;
  return first && Date.parse(first.updatedAt);
}
