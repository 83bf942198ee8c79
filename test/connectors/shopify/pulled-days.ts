import { formatDecimal, parseDecimal } from '../../../schemas/decimal.ts';
import { ZONE, type PulledShop } from './pulled-shop.ts';

const MONEY = ['gross', 'discount', 'returned', 'tax', 'shipping', 'duties', 'fees'] as const;
const UNITS = ['quantity', 'sold', 'cameBack'] as const;
const COUNTS = ['orders', 'customers', 'newCustomers'] as const;
const MEASURES = [...MONEY, ...UNITS, ...COUNTS];
type Sums = Record<(typeof MEASURES)[number], bigint>;

/** What the facts in the log come to, as text by day; days that come to nothing are left out. */
export function pulledDays({ world }: PulledShop): Map<string, string> {
  const days = new Map<string, Sums>();
  const seen = new Set<string>();
  for (const fact of world.latest().values()) {
    if (!('kind' in fact)) continue;
    const day = String(fact['day']);
    const sums = days.get(day) ?? nothing();
    for (const name of MONEY) sums[name] += micros(fact[name]);
    addUnits(sums, fact);
    days.set(day, sums);
    addOrder(seen, day, fact, sums);
  }
  return textsOf(days);
}

type Facts = Readonly<Record<string, unknown>>;

function nothing(): Sums {
  return Object.fromEntries(MEASURES.map((name) => [name, 0n])) as Sums;
}

/** By the words of the metrics: what is sold, and what came back. */
function addUnits(sums: Sums, { kind, quantity }: Facts): void {
  const units = micros(quantity);
  sums.quantity += units;
  if (kind === 'line' || (kind === 'edit' && units > 0n)) sums.sold += units;
  if (kind === 'return') sums.cameBack -= units;
}

/** Different orders, and different customers who made them. */
function addOrder(seen: Set<string>, day: string, fact: Facts, sums: Sums): void {
  const { kind, orderId, customer, firstOrder } = fact;
  if (kind !== 'line') return;
  const once = (name: (typeof COUNTS)[number], value: unknown): void => {
    const key = JSON.stringify([day, name, value]);
    if (!seen.has(key)) sums[name] += 1_000_000n;
    seen.add(key);
  };
  once('orders', orderId);
  if (customer !== undefined) once('customers', customer);
  if (customer !== undefined && firstOrder === true) once('newCustomers', customer);
}

/** Where the sales stream stands, without what every run changes. */
export function salesPosition({ world }: PulledShop): unknown {
  if (!world.store.topics.has('cursors')) return undefined;
  const stored = world.stored('cursors').findLast(({ key }) => key === 'shop/sales')?.value;
  if (stored === undefined || stored === null) return undefined;
  const { updatedAt, bulk } = JSON.parse(stored) as Record<string, unknown>;
  return { updatedAt, bulk };
}

function micros(value: unknown): bigint {
  return typeof value === 'string' ? (parseDecimal(value) ?? 0n) : 0n;
}

/** The same by the shop's own ledger. */
export function ledgerDays({ shop, now }: PulledShop): Map<string, string> {
  const days = shop.ledger(now, ZONE).map((ledger) => {
    const { day, gross, discounts: discount, returned, tax, shipping, duties, fees } = ledger;
    const counts = [...UNITS, ...COUNTS].map((name) => [name, BigInt(ledger[name]) * 1_000_000n]);
    const counted = Object.fromEntries(counts) as Pick<
      Sums,
      (typeof UNITS | typeof COUNTS)[number]
    >;
    return [day, { ...counted, gross, discount, returned, tax, shipping, duties, fees }] as const;
  });
  return textsOf(new Map(days));
}

function textsOf(days: ReadonlyMap<string, Sums>): Map<string, string> {
  const texts = [...days].map(([day, sums]) => {
    const parts = MEASURES.filter((name) => sums[name] !== 0n);
    return [day, parts.map((name) => `${name} ${formatDecimal(sums[name])}`).join(', ')] as const;
  });
  return new Map(texts.filter(([, text]) => text !== '').toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
