import { operationText, type OperationName } from '../../connectors/shopify/queries/documents.ts';
import type { StandInOptions } from '../../connectors/sandbox/shopify/options.ts';
import { startStandIn, type StandIn } from '../../connectors/sandbox/shopify/stand-in.ts';
import { SHOP_NOW } from './fake-order.ts';
import { fakeShop, type FakeShop } from './fake-shop.ts';
import type { Order } from '../../connectors/sandbox/shopify/model.ts';

export const ALL_SCOPES = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_products',
  'read_locations',
  'read_users',
  'read_returns',
  'read_reports',
  'read_merchant_managed_fulfillment_orders',
  'read_fulfillments',
];

export const APP = {
  clientId: 'client',
  clientSecret: 'client-secret',
  accessToken: 'shpat_static',
  scopes: ALL_SCOPES,
};

/** What a GraphQL answer may hold; a test says what it expects there. */
export interface Told {
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data?: any;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly errors?: any;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly extensions?: any;
}

export interface AskedStandIn extends StandIn {
  readonly shop: FakeShop;
  /** Posts a query as the app and gives the body. */
  ask(query: string, variables?: object, token?: string): Promise<Told>;
  /** Sends one of the connector's own operations. */
  send(name: OperationName, variables?: object): Promise<Told>;
}

/** Starts a stand-in over a few orders. */
export async function standInOver(
  orders: readonly Order[],
  options: Partial<StandInOptions> = {},
): Promise<AskedStandIn> {
  const shop = fakeShop(orders);
  const standIn = await startStandIn({ shop, now: () => SHOP_NOW, apps: [APP], ...options });
  const ask: AskedStandIn['ask'] = async (query, variables = {}, token = APP.accessToken) => {
    const response = await post(standIn.url, { query, variables }, token);
    return (await response.json()) as Told;
  };
  return {
    ...standIn,
    shop,
    ask,
    send: (name, variables) => ask(operationText(name), variables),
  };
}

export function post(url: string, body: object, token = APP.accessToken): Promise<Response> {
  return fetch(`${url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
    body: JSON.stringify(body),
  });
}
