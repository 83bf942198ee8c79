import type { FactRows } from '../../pipeline/processor/fact-rows.ts';
import { addDays, daysBetween } from '../../schemas/calendar.ts';
import type { Sale, Traffic } from '../../schemas/facts.ts';
import { wholeFacts } from '../support/whole-facts.ts';

/** A sale as the test counts it: money in øre. */
export interface ShopSale {
  readonly id: string;
  readonly day: string;
  readonly country: string;
  readonly customer: string;
  /** Whether the customer never bought before. */
  readonly firstOrder: boolean;
  readonly gross: bigint;
  readonly returned: bigint;
}

export interface ShopDay {
  readonly day: string;
  readonly sessions: bigint;
  readonly converted: bigint;
}

export interface Shop {
  readonly sales: readonly ShopSale[];
  readonly traffic: readonly ShopDay[];
}

const FIRST = '2026-01-01';
const LAST = '2027-06-30';

/** Eighteen months of a shop: uneven, growing, the same at each run. */
export function shopOf(seed: number): Shop {
  let state = seed;
  const next = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % limit;
  };
  const sales: ShopSale[] = [];
  const buyers = new Set<string>();
  const traffic: ShopDay[] = [];
  for (let index = 0; index <= daysBetween(FIRST, LAST); index++) {
    const day = addDays(FIRST, index);
    const growth = 1 + index / 1000;
    for (let sale = 0; sale <= next(4); sale++) {
      const customer = `c${next(150 + index * 3)}`;
      const gross = BigInt(Math.round((10_000 + next(90_000)) * growth));
      sales.push({
        id: `${day}-${sale}`,
        day,
        country: next(3) === 0 ? 'SE' : 'DK',
        customer,
        firstOrder: !buyers.has(customer),
        gross,
        returned: next(9) === 0 ? gross / 3n : 0n,
      });
      buyers.add(customer);
    }
    const sessions = 200 + next(100);
    traffic.push({
      day,
      sessions: BigInt(sessions),
      converted: BigInt(4 + next(5) + Math.floor(index / 200)),
    });
  }
  return { sales, traffic };
}

const { firstTouch: _f, lastTouch: _l, touches: _t, discount: _d, ...plain } = wholeFacts.sale;

/** Adds a sale to rows for the store. */
export function addSale(rows: FactRows, { gross, returned, ...sale }: ShopSale, version = 1): void {
  const fact: Sale = {
    ...plain,
    ...sale,
    discount: '0',
    orderId: sale.id,
    orderName: `#${sale.id}`,
    gross: kroner(gross),
    returned: kroner(returned),
  };
  rows.add(fact, { version, deleted: false, digest: 0 });
}

/** Adds a day's visits. */
export function addTraffic(rows: FactRows, { day, sessions, converted }: ShopDay): void {
  const fact: Traffic = {
    ...wholeFacts.traffic,
    id: day,
    day,
    sessions: Number(sessions),
    converted: Number(converted),
  };
  rows.add(fact, { version: 1, deleted: false, digest: 0 });
}

/** Øre as a decimal of kroner. */
export function kroner(ore: bigint): string {
  const text = (ore < 0n ? -ore : ore).toString().padStart(3, '0');
  return `${ore < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
}
