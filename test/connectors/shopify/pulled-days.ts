import { formatDecimal, parseDecimal } from '../../../schemas/decimal.ts';
import { ZONE, type PulledShop } from './pulled-shop.ts';

const MEASURES = ['quantity', 'gross', 'discount', 'returned', 'tax', 'shipping'] as const;
type Sums = Record<(typeof MEASURES)[number], bigint>;

/** What the facts in the log come to, as text by day; days that come to nothing are left out. */
export function pulledDays({ world }: PulledShop): Map<string, string> {
  const days = new Map<string, Sums>();
  for (const fact of world.latest().values()) {
    if (!('kind' in fact)) continue;
    const day = String(fact['day']);
    const sums = days.get(day) ?? {
      quantity: 0n,
      gross: 0n,
      discount: 0n,
      returned: 0n,
      tax: 0n,
      shipping: 0n,
    };
    for (const name of MEASURES) sums[name] += micros(fact[name]);
    days.set(day, sums);
  }
  return textsOf(days);
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
  const days = shop.ledger(now, ZONE).map(({ day, discounts, quantity, ...sums }) => {
    const { gross, returned, tax, shipping } = sums;
    const units = BigInt(quantity) * 1_000_000n;
    return [day, { quantity: units, gross, discount: discounts, returned, tax, shipping }] as const;
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
