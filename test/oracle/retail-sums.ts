import { RETAIL_CSV } from '../support/retail.ts';
import { csvRows } from './csv-rows.ts';
import { micros, plain, ratio } from './exact.ts';

/** What some invoice lines add up to. Money in millionths of a pound. */
export interface Sums {
  lines: number;
  units: bigint;
  gross: bigint;
  returned: bigint;
  /** Invoices that are no credit notes, with their value. */
  readonly orders: Set<string>;
  readonly documents: Set<string>;
  readonly customers: Set<string>;
  /** The orders of each customer who has one. */
  readonly ordersOf: Map<string, Set<string>>;
}

export interface RetailSums {
  readonly year: Sums;
  /** October to December 2011. */
  readonly q4: Sums;
  /** By "2011-03". */
  readonly months: ReadonlyMap<string, Sums>;
  /** By "2011-03-01", the date as the shop writes it. */
  readonly days: ReadonlyMap<string, Sums>;
  /** By country, then month. */
  readonly countries: ReadonlyMap<string, ReadonlyMap<string, Sums>>;
}

/**
 * Reads the UCI file line by line and adds up. A line whose invoice begins with C is a return;
 * every other line is a sale, negative ones too. Times in the file are the shop's local ones.
 */
export async function sumRetail(): Promise<RetailSums> {
  const [year, q4] = [emptySums(), emptySums()];
  const months = new Map<string, Sums>();
  const days = new Map<string, Sums>();
  const countries = new Map<string, Map<string, Sums>>();
  for await (const row of csvRows(RETAIL_CSV)) {
    const { InvoiceDate = '', Country = '', Quantity = '', UnitPrice = '' } = row;
    const month = InvoiceDate.slice(0, 7);
    const ofCountry = countries.get(Country) ?? new Map<string, Sums>();
    countries.set(Country, ofCountry);
    const all = [year, at(months, month), at(days, InvoiceDate.slice(0, 10)), at(ofCountry, month)];
    if (month >= '2011-10') all.push(q4);
    const units = BigInt(Quantity);
    const value = units * micros(UnitPrice);
    for (const sums of all) add(sums, row, units, value);
  }
  return { year, q4, months, days, countries };
}

function emptySums(): Sums {
  const sets = { orders: new Set<string>(), documents: new Set<string>() };
  const customers = { customers: new Set<string>(), ordersOf: new Map<string, Set<string>>() };
  return { lines: 0, units: 0n, gross: 0n, returned: 0n, ...sets, ...customers };
}

function at(sums: Map<string, Sums>, key: string): Sums {
  const found = sums.get(key) ?? emptySums();
  sums.set(key, found);
  return found;
}

function add(
  sums: Sums,
  { InvoiceNo = '', CustomerID = '' }: Readonly<Record<string, string>>,
  units: bigint,
  value: bigint,
): void {
  sums.lines += 1;
  sums.units += units;
  sums.documents.add(InvoiceNo);
  if (CustomerID !== '') sums.customers.add(CustomerID);
  if (InvoiceNo.startsWith('C')) {
    sums.returned -= value;
    return;
  }
  sums.gross += value;
  sums.orders.add(InvoiceNo);
  if (CustomerID === '') return;
  const orders = sums.ordersOf.get(CustomerID) ?? new Set();
  sums.ordersOf.set(CustomerID, orders.add(InvoiceNo));
}

/** The parts of each metric as plain decimals: one, or numerator and denominator. */
export function partsOf(sums: Sums): Readonly<Record<string, readonly [string, string?]>> {
  const gross = plain(sums.gross);
  const returned = plain(sums.returned);
  const net = plain(sums.gross - sums.returned);
  const orders = String(sums.orders.size);
  const { repeating, buying } = repeatPurchase(sums);
  return {
    gross_sales: [gross],
    returned_value: [returned],
    net_sales: [net],
    units: [String(sums.units)],
    sale_entries: [String(sums.lines)],
    orders: [orders],
    sales_documents: [String(sums.documents.size)],
    customers: [String(sums.customers.size)],
    aov: [gross, orders],
    return_value_rate: [returned, gross],
    refund_rate: [returned, net],
    repeat_purchase_rate: [String(repeating), String(buying)],
  };
}

/** Each metric's value: rates to six places, half to even; absent where there is nothing to divide by. */
export function valuesOf(sums: Sums): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(partsOf(sums)).map(([metric, [first, second]]) => [
    metric,
    second === undefined ? first : ratio(micros(first), micros(second)),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** How many customers have an order, and how many have at least two. */
export function repeatPurchase({ ordersOf }: Sums): { repeating: number; buying: number } {
  const counts = [...ordersOf.values()].map((orders) => orders.size);
  return { repeating: counts.filter((n) => n >= 2).length, buying: counts.length };
}
