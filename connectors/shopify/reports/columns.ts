import { SourceError } from '../../connector.ts';
import type { ShopifyApi } from '../api/shopify-api.ts';
import { reportRows } from './report.ts';

/** A figure of ours, Shopify's columns that add up to it, and 1 or −1 for Shopify's sign of them. */
export interface ReportedFigure {
  readonly name: string;
  /** The first of these whose columns are all there counts. */
  readonly columns: readonly (readonly string[])[];
  readonly sign: 1n | -1n;
}

/** Shopify renamed `returns`; the definition stayed (changelog of 2026-03-14). */
export const FIGURES: readonly ReportedFigure[] = [
  { name: 'gross', columns: [['gross_sales']], sign: 1n },
  { name: 'discount', columns: [['discounts']], sign: -1n },
  { name: 'returned', columns: [['sales_reversals'], ['returns']], sign: -1n },
  { name: 'tax', columns: [['taxes']], sign: 1n },
  { name: 'shipping', columns: [['shipping_charges']], sign: 1n },
  { name: 'duties', columns: [['duties']], sign: 1n },
  { name: 'fees', columns: [['additional_fees', 'return_fees']], sign: 1n },
  { name: 'quantity', columns: [['net_items_sold']], sign: 1n },
  { name: 'orders', columns: [['orders']], sign: 1n },
  { name: 'customers', columns: [['customers']], sign: 1n },
];

/** A figure with the columns that it is read from. */
export type Readable = Omit<ReportedFigure, 'columns'> & { readonly columns: readonly string[] };

/**
 * The figures that the shop's sales report has, and the names of those that it lacks: reports differ
 * by the shop's plan and change their columns' names. @throws SourceError where it has another reason
 */
export async function readableFigures(
  api: ShopifyApi,
  figures: readonly ReportedFigure[],
  day: string,
): Promise<{ readonly readable: readonly Readable[]; readonly lacking: readonly string[] }> {
  const there = await columnsThere(api, figures.flatMap(({ columns }) => columns).flat(), day);
  const readable = figures.flatMap(({ name, sign, columns }) => {
    const found = columns.find((some) => some.every((each) => there.has(each)));
    return found === undefined ? [] : [{ name, sign, columns: found }];
  });
  const names = new Set(readable.map(({ name }) => name));
  const lacking = figures.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  return { readable, lacking };
}

/** Asks for one day, without the columns that Shopify says it doesn't know. */
async function columnsThere(
  api: ShopifyApi,
  names: readonly string[],
  day: string,
): Promise<ReadonlySet<string>> {
  const left = new Set(names);
  while (left.size > 0) {
    try {
      const query = `FROM sales SHOW ${[...left].join(', ')} SINCE ${day} UNTIL ${day}`;
      for await (const _ of reportRows(api, query)) break;
      return left;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      const unknown = [...left].filter((name) => new RegExp(`\\b${name}\\b`).test(error.message));
      if (unknown.length === 0) throw error;
      for (const name of unknown) left.delete(name);
    }
  }
  return left;
}
