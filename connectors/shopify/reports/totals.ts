import { localDate } from '../../../schemas/calendar.ts';
import { parseDecimal } from '../../../schemas/decimal.ts';
import { SourceError, type DayTotals, type ReadContext } from '../../connector.ts';
import { openShopify } from '../api/shopify-api.ts';
import type { ShopifyConfig } from '../config.ts';
import type { OrdersCursor } from '../orders/cursor.ts';
import { requireReports } from '../scopes.ts';
import { oldestOrder, readShop } from '../shop.ts';
import { dayIn, reportRows, zoneMismatch, type ReportRow } from './report.ts';

/** Our sums, Shopify's columns, and 1 or −1 for Shopify's sign of them. */
const COLUMNS = [
  ['gross', 'gross_sales', 1n],
  ['discount', 'discounts', -1n],
  ['returned', 'returns', -1n],
  ['tax', 'taxes', 1n],
  ['shipping', 'shipping_charges', 1n],
] as const;

/**
 * What Shopify's own sales report says of each of its days up to the cursor's, in the shop's
 * currency. Gift cards, tips, duties and fees are in none of these columns. A report can't be had as
 * of an instant: the cursor's own day has what happened since, until the next sync.
 */
export async function* salesTotals(
  config: ShopifyConfig,
  { updatedAt }: OrdersCursor,
  context: ReadContext,
): AsyncGenerator<DayTotals> {
  const api = openShopify(config, context);
  const shop = await readShop(api);
  requireReports(shop.scopes, config.shop);
  const mismatch = zoneMismatch(shop, context.timezone);
  if (mismatch) throw new SourceError(mismatch.message, { retry: false, mend: mismatch.mend });
  const oldest = (await oldestOrder(api)) ?? updatedAt;
  const since = config.from ?? localDate(oldest, shop.zone);
  const until = localDate(Math.min(updatedAt, context.now()), shop.zone);
  if (since > until) return;
  const columns = COLUMNS.map(([, column]) => column).join(', ');
  const query = `FROM sales SHOW ${columns} TIMESERIES day SINCE ${since} UNTIL ${until} ORDER BY day`;
  for await (const row of reportRows(api, query)) {
    yield { day: dayIn(row), currency: shop.currency, sums: sumsOf(row, config.shop) };
  }
}

function sumsOf(row: ReportRow, shop: string): Record<string, bigint> {
  const sums = COLUMNS.map(([measure, column, sign]) => {
    const value = parseDecimal(row[column] === '' ? '0' : (row[column] ?? ''));
    if (value !== undefined) return [measure, value * sign] as const;
    throw new SourceError(`${shop} reports no plain ${column} on ${dayIn(row)}`, {
      retry: false,
      mend: 'Update goalstream; report it if it stays.',
    });
  });
  return Object.fromEntries(sums);
}
