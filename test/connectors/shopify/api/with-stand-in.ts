import type { Limits } from '../../../../connectors/shopify/api/attempts.ts';
import { openShopify, type ShopifyApi } from '../../../../connectors/shopify/api/shopify-api.ts';
import { shopifyConfigSchema } from '../../../../connectors/shopify/config.ts';
import type { StandInOptions } from '../../../../connectors/sandbox/shopify/options.ts';
import { fakeOrder, SHOP_NOW } from '../../../support/fake-order.ts';
import { APP, standInOver, type AskedStandIn } from '../../../support/stand-in.ts';
import { VARIABLES } from './fake-bulk.ts';
import { contextOf, QUICK } from './fake-server.ts';

const ORDERS = Array.from({ length: 60 }, (_, index) =>
  fakeOrder(index + 1, { agreements: index % 4, sales: index % 5 }),
);
export const PAGE = { ...VARIABLES, filter: '', after: null, agreements: 3, sales: 5 };
const FAST = { bucket: 2_000, restoreRate: 4_000 };
export const WHOLE = { ...VARIABLES, filter: '' };

export function open(
  standIn: AskedStandIn,
  config: Record<string, unknown> = { accessToken: APP.accessToken },
  limits: Partial<Limits> = {},
): ShopifyApi {
  const parsed = shopifyConfigSchema.parse({
    shop: 'skovby.myshopify.com',
    endpoint: standIn.url,
    ...config,
  });
  return openShopify(parsed, contextOf({ now: () => SHOP_NOW }), { ...QUICK, ...limits });
}

export async function withStandIn(
  options: Partial<StandInOptions>,
  use: (standIn: AskedStandIn) => Promise<void>,
): Promise<void> {
  const standIn = await standInOver(ORDERS, { plan: FAST, ...options });
  try {
    await use(standIn);
  } finally {
    await standIn.close();
  }
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
