import { addDays, localDate } from '../../schemas/calendar.ts';
import { SourceError, type CheckFinding, type ReadContext } from '../connector.ts';
import type { ShopifyConfig, STREAM_NAMES } from './config.ts';
import { pathOf, scopeFor, SUBSCRIBED } from './webhooks/topics.ts';

type StreamName = (typeof STREAM_NAMES)[number];
type Scopes = ReadonlySet<string>;

/** How far back orders are seen without read_all_orders, days. */
export const SEEN_DAYS = 60;

/** What a stream can't do without: of each list one. */
const NEEDED: Readonly<Record<StreamName, readonly (readonly string[])[]>> = {
  sales: [['read_orders']],
  returns: [['read_orders'], ['read_returns']],
  shipments: [
    ['read_orders'],
    [
      'read_merchant_managed_fulfillment_orders',
      'read_assigned_fulfillment_orders',
      'read_third_party_fulfillment_orders',
      'read_marketplace_fulfillment_orders',
    ],
  ],
  traffic: [['read_reports']],
};

/** What is left out without a scope. */
const LEFT_OUT = {
  read_customers: 'facts carry no customer keys: no customers, new customers and repeat purchases',
  read_products: 'facts carry no product types',
  read_locations: 'facts carry no locations',
  read_users: 'facts carry no staff',
} as const;

/** Whether an app with these scopes may read; writing includes reading. */
export function allows(scopes: Scopes, scope: string): boolean {
  return scopes.has(scope) || scopes.has(scope.replace(/^read_/, 'write_'));
}

/** Which optional parts of orders are asked for. */
export interface Includes {
  readonly customers: boolean;
  readonly products: boolean;
  readonly locations: boolean;
  readonly staff: boolean;
  readonly addressCountry: boolean;
}

/** Asks for what the app may read, and the country only where it is configured. */
export function includesOf(scopes: Scopes, { addressCountry }: ShopifyConfig): Includes {
  return {
    customers: allows(scopes, 'read_customers'),
    products: allows(scopes, 'read_products'),
    locations: allows(scopes, 'read_locations'),
    staff: allows(scopes, 'read_users'),
    addressCountry,
  };
}

/** The scopes that a stream needs and the app lacks. */
export function missingFor(stream: string, scopes: Scopes): string[] {
  const needed = NEEDED[stream as StreamName].filter(
    (some) => !some.some((scope) => allows(scopes, scope)),
  );
  return needed.flatMap(([first]) => first ?? []);
}

/** Why an app may not read a stream, if so. */
export function lackOfScopes(
  stream: string,
  scopes: Scopes,
  shop: string,
): SourceError | undefined {
  const missing = missingFor(stream, scopes);
  if (missing.length === 0) return undefined;
  return new SourceError(`the app may not read ${stream} of ${shop}: ${listed(missing)} missing`, {
    retry: false,
    mend: mendOf(stream, missing),
  });
}

/** @throws SourceError where the app may not read what a stream needs */
export function requireScopes(stream: string, scopes: Scopes, shop: string): void {
  const lack = lackOfScopes(stream, scopes, shop);
  if (lack !== undefined) throw lack;
}

/** @throws SourceError where the app may not read the shop's reports */
export function requireReports(scopes: Scopes, shop: string): void {
  if (allows(scopes, 'read_reports')) return;
  throw new SourceError(`the app may not read reports of ${shop}: read_reports is missing`, {
    retry: false,
    settled: true,
    mend: 'Give the app read_reports and install it again.',
  });
}

/** The first local day that is seen without read_all_orders. */
function firstSeenDay({ now, timezone }: Pick<ReadContext, 'now' | 'timezone'>): string {
  return addDays(localDate(now(), timezone), 1 - SEEN_DAYS);
}

/** @throws SourceError where the history to be read goes further back than the app may see */
export function requireHistory(config: ShopifyConfig, scopes: Scopes, context: ReadContext): void {
  const missing = historyMissing(config, scopes, context);
  if (missing !== undefined) throw new SourceError(missing.message, { retry: false, ...missing });
}

/** What is wrong where orders that are wanted would be absent without a word. */
export function historyMissing(
  { from, shop }: ShopifyConfig,
  scopes: Scopes,
  context: Pick<ReadContext, 'now' | 'timezone'>,
): { readonly message: string; readonly mend: string } | undefined {
  const first = firstSeenDay(context);
  if (allows(scopes, 'read_all_orders') || (from !== undefined && from >= first)) return undefined;
  return {
    message: `without read_all_orders, orders of ${shop} older than ${SEEN_DAYS} days are absent`,
    mend: `Give the app read_all_orders, or write \`from: ${first}\` or later.`,
  };
}

/** Each scope that is missing, with what it costs. */
export function scopeFindings(scopes: Scopes, { streams }: ShopifyConfig): CheckFinding[] {
  const errors = streams.flatMap((stream): CheckFinding[] => {
    const missing = missingFor(stream, scopes);
    if (missing.length === 0) return [];
    const message = `${stream} can't be read: ${listed(missing)} missing`;
    return [{ level: 'error', message, mend: mendOf(stream, missing) }];
  });
  const readsOrders = streams.some((stream) => stream !== 'traffic');
  const absent = Object.entries(LEFT_OUT).filter(([scope]) => !allows(scopes, scope));
  const warnings = absent.map(([scope, cost]): CheckFinding => ({
    level: 'warning',
    message: `without ${scope}, ${cost}`,
    mend: `Give the app ${scope}, if you need it.`,
  }));
  return readsOrders ? [...errors, ...warnings] : errors;
}

/** The webhooks that Shopify refuses for want of a scope, where the app can take any. */
export function webhookFindings(scopes: Scopes, { clientSecret }: ShopifyConfig): CheckFinding[] {
  if (clientSecret === undefined) return [];
  const lacking = (topic: (typeof SUBSCRIBED)[number]): string | undefined =>
    scopeFor(topic, (scope) => allows(scopes, scope));
  const refused = SUBSCRIBED.filter((topic) => lacking(topic) !== undefined);
  return [...Map.groupBy(refused, lacking)].map(([scope, topics]) => ({
    level: 'warning',
    message: `without ${scope}, Shopify does not call about ${topics.map(pathOf).join(', ')}: the next sync finds what they would tell`,
    mend: `Give the app ${scope}, install it again and run \`goalstream sync --setup\`.`,
  }));
}

function listed(scopes: readonly string[]): string {
  return `${scopes.join(' and ')} ${scopes.length === 1 ? 'is' : 'are'}`;
}

function mendOf(stream: string, missing: readonly string[]): string {
  const also = stream === 'traffic' ? ', with access to protected customer data of level 2,' : '';
  return `Give the app ${missing.join(' and ')}${also} and install it again, or leave ${stream} out of \`streams\`.`;
}
