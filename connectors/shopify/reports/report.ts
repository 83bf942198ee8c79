import { SourceError } from '../../connector.ts';
import type { ShopifyApi } from '../api/shopify-api.ts';
import type { Shop } from '../shop.ts';

/** A row of a report by the names of its columns. */
export type ReportRow = Readonly<Record<string, string>>;

/** Rows of one answer. A query without a limit is cut at 1,000 without a word. */
const AT_ONCE = 1_000;

/**
 * All rows of a ShopifyQL query, which must sort them so that they always come in one order.
 * @throws SourceError, also where Shopify doesn't understand the query
 */
export async function* reportRows(api: ShopifyApi, query: string): AsyncGenerator<ReportRow> {
  for (let offset = 0; ; offset += AT_ONCE) {
    const page = offset === 0 ? '' : ` OFFSET ${offset}`;
    const rows = await reportPage(api, `${query} LIMIT ${AT_ONCE}${page}`);
    yield* rows;
    if (rows.length < AT_ONCE) return;
  }
}

async function reportPage(api: ShopifyApi, query: string): Promise<ReportRow[]> {
  const { shopifyqlQuery: answer } = await api.request('Report', { query });
  const table = answer?.tableData;
  const [wrong] = answer?.parseErrors ?? [];
  if (wrong !== undefined || !table) throw notUnderstood(api.config.shop, wrong ?? 'no table');
  const names = table.columns.map(({ name }) => name);
  const rows = rowsIn(table.rows, names);
  if (rows === undefined) throw notUnderstood(api.config.shop, 'rows of an unknown shape');
  return rows;
}

/** Rows come as arrays in the order of the columns or as objects. undefined for anything else. */
export function rowsIn(rows: unknown, names: readonly string[]): ReportRow[] | undefined {
  if (!Array.isArray(rows)) return undefined;
  const read: ReportRow[] = [];
  for (const row of rows as readonly unknown[]) {
    if (typeof row !== 'object' || row === null) return undefined;
    const cells = Array.isArray(row) ? arrayCells(row, names) : Object.entries(row);
    read.push(Object.fromEntries(cells.map(([name, cell]) => [name, textOf(cell)])));
  }
  return read;
}

function arrayCells(row: readonly unknown[], names: readonly string[]): [string, unknown][] {
  return names.map((name, index) => [name, row[index]]);
}

function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  return cell === null || cell === undefined ? '' : JSON.stringify(cell);
}

/** The local day of a row, whether Shopify writes a date or its first instant. */
export function dayIn(row: ReportRow): string {
  return (row['day'] ?? '').slice(0, 10);
}

function notUnderstood(shop: string, why: string): SourceError {
  return new SourceError(`${shop} did not understand a report's query: ${why.slice(0, 300)}`, {
    retry: false,
    mend: 'Update goalstream; report it if it stays.',
  });
}

/** Reports have the shop's days, and they can't be made into others. */
export function zoneMismatch(
  { zone }: Shop,
  timezone: string,
): { readonly message: string; readonly mend: string } | undefined {
  if (zone === timezone) return undefined;
  return {
    message: `the shop's days are those of ${zone}, the business's of ${timezone}: reports can't be compared`,
    mend: `Set the business's time zone to ${zone}, or the shop's to ${timezone}.`,
  };
}
