import { dayReader } from '../../../local-day.ts';
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
  /** Orders made on the day, whatever became of them. */
  readonly orders: number;
  /** Pieces sold less those given back. */
  readonly quantity: number;
}

interface Sums {
  gross: number;
  discounts: number;
  returned: number;
  tax: number;
  shipping: number;
  orders: number;
  quantity: number;
}

const MICROS_PER_OERE = 10_000n;

/**
 * Adds up what the stories say has been agreed on by an instant (ms), by the local days of a time
 * zone, in their order. Test orders and deleted ones are out, as are gift cards, tips, duties and fees.
 */
export function ledgerOf(stories: Iterable<Story>, now: number, zone: string): LedgerDay[] {
  const dayOf = dayReader(zone);
  const days = new Map<string, Sums>();
  for (const story of stories) {
    if (story.test || !exists(story, now)) continue;
    for (const deal of story.deals) {
      if (deal.at <= now) addDeal(sumsOf(days, dayOf(deal.at)), deal);
    }
  }
  const sorted = [...days].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([day, sums]) => ledgerDay(day, sums));
}

function sumsOf(days: Map<string, Sums>, day: string): Sums {
  const none = { gross: 0, discounts: 0, returned: 0, tax: 0, shipping: 0, orders: 0, quantity: 0 };
  const sums = days.get(day) ?? none;
  days.set(day, sums);
  return sums;
}

function addDeal(sums: Sums, { reason, entries }: Deal): void {
  if (reason === 'ORDER') sums.orders += 1;
  for (const entry of entries) addEntry(sums, entry);
}

function addEntry(sums: Sums, { type, action, quantity, gross, discount, tax }: Entry): void {
  if (type !== 'PRODUCT' && type !== 'SHIPPING' && type !== 'ADJUSTMENT') return;
  sums.tax += tax;
  if (type === 'SHIPPING') {
    sums.shipping += gross - discount;
  } else if (type === 'ADJUSTMENT' || action === 'RETURN') {
    sums.returned -= gross - discount;
  } else {
    sums.gross += gross;
    sums.discounts += discount;
  }
  if (type === 'PRODUCT') sums.quantity += quantity ?? 0;
}

function ledgerDay(day: string, { orders, quantity, ...money }: Sums): LedgerDay {
  const micros = (oere: number) => BigInt(oere) * MICROS_PER_OERE;
  const { gross, discounts, returned, tax, shipping } = money;
  return {
    day,
    currency: CURRENCY,
    gross: micros(gross),
    discounts: micros(discounts),
    returned: micros(returned),
    net: micros(gross - discounts - returned),
    tax: micros(tax),
    shipping: micros(shipping),
    orders,
    quantity,
  };
}
