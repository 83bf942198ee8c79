import { localDate } from '../../../schemas/calendar.ts';
import { parseDecimal } from '../../../schemas/decimal.ts';
import { SourceError, type DayTotals, type NotTold, type ReadContext } from '../../connector.ts';
import type { Limits } from '../api/attempts.ts';
import { openShopify } from '../api/shopify-api.ts';
import type { ShopifyConfig } from '../config.ts';
import type { OrdersCursor } from '../orders/cursor.ts';
import { allows, requireReports } from '../scopes.ts';
import { oldestOrder, readShop } from '../shop.ts';
import { FIGURES, readableFigures, type Readable } from './columns.ts';
import { dayIn, reportRows, zoneMismatch, type ReportRow } from './report.ts';

/** Counts beside the sums. */
const COUNTS = ['orders', 'customers'];

/**
 * What Shopify's own sales report says of each of its days up to the cursor's, in the shop's
 * currency. Gift cards and tips are in none of these columns but for their tax. A report can't be
 * had as of an instant: the cursor's own day has what happened since, until the next sync.
 */
export async function* salesTotals(
  config: ShopifyConfig,
  { updatedAt }: OrdersCursor,
  context: ReadContext,
  limits: Partial<Limits> = {},
): AsyncGenerator<DayTotals | NotTold> {
  const api = openShopify(config, context, limits);
  const shop = await readShop(api);
  requireReports(shop.scopes, config.shop);
  const mismatch = zoneMismatch(shop, context.timezone);
  if (mismatch) {
    const { message, mend } = mismatch;
    throw new SourceError(message, { retry: false, settled: true, mend });
  }
  const oldest = (await oldestOrder(api)) ?? updatedAt;
  const since = config.from ?? localDate(oldest, shop.zone);
  const until = localDate(Math.min(updatedAt, context.now()), shop.zone);
  if (since > until) return;
  const keepsCustomers = allows(shop.scopes, 'read_customers');
  if (!keepsCustomers) yield WITHOUT_CUSTOMERS;
  const wanted = FIGURES.filter(({ name }) => keepsCustomers || name !== 'customers');
  const { readable, lacking } = await readableFigures(api, wanted, until);
  for (const name of lacking) yield columnGone(name, config.shop);
  if (readable.length === 0) return;
  const columns = readable.flatMap((figure) => figure.columns).join(', ');
  const query = `FROM sales SHOW ${columns} TIMESERIES day SINCE ${since} UNTIL ${until} ORDER BY day`;
  for await (const row of reportRows(api, query)) {
    yield { day: dayIn(row), currency: shop.currency, ...figuresOf(row, readable, config.shop) };
  }
}

const WITHOUT_CUSTOMERS: NotTold = {
  notTold: 'customers',
  reason: 'the app may not read customers: read_customers is missing',
  mend: 'Give the app read_customers and install it again.',
  settled: true,
};

function columnGone(name: string, shop: string): NotTold {
  return {
    notTold: name,
    reason: `the sales report of ${shop} has no column for it any more`,
    mend: 'Update goalstream, which then asks by the new name; report it if it stays.',
  };
}

function figuresOf(
  row: ReportRow,
  readable: readonly Readable[],
  shop: string,
): Pick<DayTotals, 'sums' | 'orders' | 'customers'> {
  const all = readable.map(({ name, columns, sign }) => {
    const parts = columns.map((column) => plainIn(row, column, shop));
    return [name, sign * parts.reduce((sum, part) => sum + part, 0n)] as const;
  });
  const counts = all.filter(([name]) => COUNTS.includes(name));
  return {
    sums: Object.fromEntries(all.filter(([name]) => !COUNTS.includes(name))),
    ...Object.fromEntries(counts.map(([name, micros]) => [name, Number(micros / ONE)])),
  };
}

const ONE = 1_000_000n;

function plainIn(row: ReportRow, column: string, shop: string): bigint {
  const value = parseDecimal(row[column] === '' ? '0' : (row[column] ?? ''));
  if (value !== undefined) return value;
  throw new SourceError(`${shop} reports no plain ${column} on ${dayIn(row)}`, {
    retry: false,
    mend: 'Update goalstream; report it if it stays.',
  });
}
