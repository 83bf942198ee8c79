import { dayReader } from '../../../local-day.ts';
import { hadShipped } from './delivery-objects.ts';
import { CURRENCY } from './money.ts';
import { exists } from './order-object.ts';
import type { Deal, Entry, Story } from './story.ts';

/** What a local day came to. Money in millionths of the currency; discounts and returned above 0. */
export interface LedgerDay {
  readonly day: string;
  readonly currency: string;
  readonly gross: bigint;
  readonly discounts: bigint;
  readonly returned: bigint;
  readonly net: bigint;
  readonly tax: bigint;
  readonly shipping: bigint;
  readonly duties: bigint;
  /** Of every kind, those of returns included. */
  readonly fees: bigint;
  /** Those of returns alone. */
  readonly returnFees: bigint;
  /** Net sales, tax, shipping, duties and fees. */
  readonly total: bigint;
  /** Orders made on the day, whatever became of them. */
  readonly orders: number;
  /** Different customers who made them. */
  readonly customers: number;
  /** Those of them of whom it is known that it was their first order. */
  readonly newCustomers: number;
  /** Pieces sold less those given back. */
  readonly quantity: number;
  /** Pieces sold, with those added by edits and exchanges. */
  readonly sold: number;
  /** Pieces that came back: not those taken off before they were sent. */
  readonly cameBack: number;
}

interface Sums {
  gross: number;
  discounts: number;
  returned: number;
  tax: number;
  shipping: number;
  duties: number;
  fees: number;
  returnFees: number;
  orders: number;
  quantity: number;
  sold: number;
  cameBack: number;
  readonly customers: Set<number>;
  readonly newCustomers: Set<number>;
}

const MICROS_PER_OERE = 10_000n;

/**
 * Adds up what the stories say has been agreed on by an instant (ms), by the local days of a time
 * zone, in their order. Test orders and deleted ones are out, as are gift cards and tips but for
 * their tax.
 */
export function ledgerOf(stories: Iterable<Story>, now: number, zone: string): LedgerDay[] {
  const dayOf = dayReader(zone);
  const days = new Map<string, Sums>();
  for (const story of stories) {
    if (story.test || !exists(story, now)) continue;
    for (const deal of story.deals) {
      if (deal.at <= now) addDeal(sumsOf(days, dayOf(deal.at)), story, deal, now);
    }
  }
  const sorted = [...days].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([day, sums]) => ledgerDay(day, sums));
}

function sumsOf(days: Map<string, Sums>, day: string): Sums {
  const money = { gross: 0, discounts: 0, returned: 0, tax: 0, shipping: 0, duties: 0 };
  const pieces = { quantity: 0, sold: 0, cameBack: 0 };
  const people = { customers: new Set<number>(), newCustomers: new Set<number>() };
  const none = { ...money, fees: 0, returnFees: 0, orders: 0, ...pieces, ...people };
  const sums = days.get(day) ?? none;
  days.set(day, sums);
  return sums;
}

function addDeal(sums: Sums, story: Story, deal: Deal, now: number): void {
  if (deal.reason === 'ORDER') addOrder(sums, story, now);
  for (const entry of deal.entries) addEntry(sums, entry, neverSent(story, deal));
}

function addOrder(sums: Sums, { customer, journey }: Story, now: number): void {
  sums.orders += 1;
  if (customer === undefined) return;
  sums.customers.add(customer);
  if (journey?.orderIndex === 1 && journey.readyAt <= now) sums.newCustomers.add(customer);
}

/** Whether what a deal takes off had not been sent by then. */
function neverSent(story: Story, { at, reason, restock }: Deal): boolean {
  if (reason === 'REFUND') return restock === 'CANCEL' || !hadShipped(story, at);
  return reason === 'ORDER_EDIT';
}

function addEntry(sums: Sums, entry: Entry, notSent: boolean): void {
  const { type, action, quantity, gross, discount, tax } = entry;
  const net = gross - discount;
  sums.tax += tax;
  if (type === 'SHIPPING') sums.shipping += net;
  else if (type === 'DUTY') sums.duties += net;
  else if (type === 'FEE' || type === 'ADDITIONAL_FEE') sums.fees += net;
  if (type === 'FEE') sums.returnFees += net;
  if (type !== 'PRODUCT' && type !== 'ADJUSTMENT') return;
  const pieces = type === 'PRODUCT' ? (quantity ?? 0) : 0;
  sums.quantity += pieces;
  if (type === 'ADJUSTMENT' || action === 'RETURN') {
    sums.returned -= net;
    if (!notSent) sums.cameBack -= pieces;
  } else {
    sums.gross += gross;
    sums.discounts += discount;
    sums.sold += pieces;
  }
}

function ledgerDay(day: string, sums: Sums): LedgerDay {
  const { orders, quantity, sold, cameBack, customers, newCustomers, ...money } = sums;
  const micros = (oere: number) => BigInt(oere) * MICROS_PER_OERE;
  const { gross, discounts, returned, tax, shipping, duties, fees, returnFees } = money;
  const net = gross - discounts - returned;
  return {
    day,
    currency: CURRENCY,
    gross: micros(gross),
    discounts: micros(discounts),
    returned: micros(returned),
    net: micros(net),
    tax: micros(tax),
    shipping: micros(shipping),
    duties: micros(duties),
    fees: micros(fees),
    returnFees: micros(returnFees),
    total: micros(net + tax + shipping + duties + fees),
    orders,
    customers: customers.size,
    newCustomers: newCustomers.size,
    quantity,
    sold,
    cameBack,
  };
}
