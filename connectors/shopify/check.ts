import { localDate } from '../../schemas/calendar.ts';
import { SourceError, type CheckFinding, type ReadContext } from '../connector.ts';
import { startOfDay } from '../local-day.ts';
import { announced } from './api/announced.ts';
import { openShopify, type ShopifyApi } from './api/shopify-api.ts';
import { STAFF_LEFT_OUT } from './api/staff-refusal.ts';
import type { ShopifyConfig } from './config.ts';
import { since } from './filter.ts';
import { BULK_FROM } from './orders/read-orders.ts';
import { reportRows, zoneMismatch } from './reports/report.ts';
import {
  allows,
  historyMissing,
  includesOf,
  missingFor,
  scopeFindings,
  SEEN_DAYS,
  webhookFindings,
} from './scopes.ts';
import { countFound, oldestOrder, readShop, type Shop } from './shop.ts';

/** A check is quick: it tries no more than twice. */
const QUICKLY = { attempts: 2, patienceMs: 5_000, throttledMs: 20_000 };

/** Whether the shop answers, what the app may read there, and what a sync would read. Never throws. */
export async function check(
  config: ShopifyConfig,
  context: ReadContext,
): Promise<readonly CheckFinding[]> {
  const api = openShopify(config, context, QUICKLY);
  try {
    const shop = await readShop(api);
    return [
      ...shopFindings(shop, config, context),
      ...scopeFindings(shop.scopes, config),
      ...webhookFindings(shop.scopes, config),
      ...historyFindings(config, shop, context),
      ...(await orderFindings(api, shop, context)),
      ...(await trafficFindings(api, shop, context)),
      ...announced(api.stats().deprecated, context.now()),
    ];
  } catch (error) {
    return [findingOf(error)];
  }
}

function findingOf(error: unknown): CheckFinding {
  if (error instanceof SourceError) {
    return { level: 'error', message: error.message, mend: error.mend };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { level: 'error', message, mend: 'Try again; report it if it stays.' };
}

function shopFindings(
  { name, zone, currency }: Shop,
  { shop }: ShopifyConfig,
  context: ReadContext,
): CheckFinding[] {
  const findings: CheckFinding[] = [
    {
      level: 'ok',
      message: `${name} (${shop}) answers; its days are of ${zone}, its money ${currency}`,
    },
  ];
  if (zone !== context.timezone) {
    const message = `the shop's time zone is ${zone}, the business's ${context.timezone}: sales count on the business's days`;
    findings.push({ level: 'warning', message });
  }
  if (currency !== context.currency) {
    const message = `the shop's currency is ${currency}, the business's ${context.currency}: sales are converted`;
    findings.push({
      level: 'warning',
      message,
      mend: 'Add a connection with rates (`connector: fx`).',
    });
  }
  return findings;
}

function readsOrders({ streams }: ShopifyConfig): boolean {
  return streams.some((stream) => stream !== 'traffic');
}

function historyFindings(
  config: ShopifyConfig,
  { scopes }: Shop,
  context: ReadContext,
): CheckFinding[] {
  if (!readsOrders(config) || allows(scopes, 'read_all_orders')) return [];
  const missing = historyMissing(config, scopes, context);
  if (missing !== undefined) return [{ level: 'error', ...missing }];
  return [
    {
      level: 'warning',
      message: `without read_all_orders, what happens to an order more than ${SEEN_DAYS} days after it was made is not seen`,
      mend: 'Give the app read_all_orders.',
    },
  ];
}

async function orderFindings(
  api: ShopifyApi,
  { scopes }: Shop,
  { timezone }: ReadContext,
): Promise<CheckFinding[]> {
  const { config } = api;
  if (!readsOrders(config) || !allows(scopes, 'read_orders')) return [];
  const oldest = await oldestOrder(api);
  if (oldest === undefined) return [{ level: 'warning', message: 'the shop has no orders yet' }];
  const from = config.from === undefined ? oldest : startOfDay(config.from, timezone);
  const refused = await partFindings(api, scopes);
  const count = await countFound(api, since('updated_at', from));
  const names = config.streams.filter((name) => name !== 'traffic').join(', ');
  const orders = count === Infinity ? 'more orders than Shopify counts' : `${count} orders`;
  const how = count > BULK_FROM ? 'by bulk operations' : 'page by page';
  const day = localDate(from, timezone);
  const message = `${names}: ${orders} changed since ${day} are read first, ${how}; the oldest is of ${localDate(oldest, timezone)}`;
  return [{ level: 'ok', message }, ...refused];
}

/** What the shop refuses of its orders though the app has the scopes for it. */
async function partFindings(
  api: ShopifyApi,
  scopes: Shop['scopes'],
): Promise<readonly CheckFinding[]> {
  const { customers, staff, addressCountry } = includesOf(scopes, api.config);
  api.shared.staff.forget();
  try {
    await api.request('ReadableParts', { customers, staff, addressCountry });
  } catch (error) {
    return [findingOf(error)];
  }
  return api.shared.staff.stands ? [{ level: 'warning', message: STAFF_LEFT_OUT }] : [];
}

async function trafficFindings(
  api: ShopifyApi,
  shop: Shop,
  { now, timezone }: ReadContext,
): Promise<CheckFinding[]> {
  const isWanted = api.config.streams.includes('traffic');
  if (!isWanted || missingFor('traffic', shop.scopes).length > 0) return [];
  const mismatch = zoneMismatch(shop, timezone);
  if (mismatch !== undefined) return [{ level: 'error', ...mismatch }];
  const today = localDate(now(), timezone);
  const query = `FROM sessions SHOW sessions SINCE ${today} UNTIL ${today}`;
  try {
    for await (const _ of reportRows(api, query)) break;
    return [{ level: 'ok', message: 'traffic: reports on sessions can be read' }];
  } catch (error) {
    return [findingOf(error)];
  }
}
