import { dayNumber } from '../../../../schemas/calendar.ts';
import type { SandboxShop } from '../model.ts';
import { dayOf } from '../../calendar.ts';
import { changesTo, type ShopChanges } from './changes.ts';
import { gid, orderNumberOf } from './ids.ts';
import { ledgerOf, type LedgerDay } from './ledger.ts';
import { LivingStories } from './living-stories.ts';
import { CURRENCY } from './money.ts';
import { exists, orderObject } from './order-object.ts';
import { OrderIndex } from './order-index.ts';
import { ZONE } from './zone.ts';
import { RATES, type Rates } from './rates.ts';
import { reportOf } from './report.ts';
import { Stories } from './stories.ts';

export interface ShopOptions {
  /** Another seed is another shop. */
  readonly seed: string;
  /** On average. */
  readonly ordersPerDay: number;
  /** The shop's first local date ("2026-01-01"). */
  readonly firstDay: string;
  /** How often things happen, where it is not as usual. */
  readonly rates?: Partial<Rates>;
}

const INFO = {
  id: 'gid://shopify/Shop/71002',
  name: 'Skovby Friluft',
  myshopifyDomain: 'skovby-friluft.myshopify.com',
  ianaTimezone: ZONE,
  currencyCode: CURRENCY,
};

/** The made-up shop with what tests need of it beyond its API. */
export interface MadeUpShop extends SandboxShop {
  /** What each local day of a zone came to, by an instant (ms); in the order of the days. */
  ledger(now: number, zone: string): readonly LedgerDay[];
  readonly changes: ShopChanges;
}

/**
 * A made-up shop in DKK and Danish time: a function of its seed, the instant and the changes made to
 * it, and nothing else.
 */
export function createShop(options: ShopOptions): MadeUpShop {
  const firstDay = dayNumber(options.firstDay);
  const rates = { ...RATES, ...options.rates };
  const seeded = new Stories({ ...options, firstDay, rates });
  const stories = new LivingStories(seeded);
  const index = new OrderIndex(seeded, firstDay);
  const story = (id: string, now: number) => {
    const found = stories.story(orderNumberOf(id) ?? 0);
    return found !== undefined && exists(found, now) ? found : undefined;
  };
  const around = (first: number, last: number) => stories.around(first, last);
  return {
    info: INFO,
    search: (search, now) => index.search(search, now, stories.changed),
    order(id, now) {
      const found = id.includes('/Order/') ? story(id, now) : undefined;
      return found && orderObject(found, now);
    },
    orderOf(id, now) {
      const found = story(id, now);
      return found && gid('Order', found.number);
    },
    deletions: (now) => index.deletions(now, stories.changed),
    report: (query, now) => reportOf(query, now, { ...options, firstDay, around }),
    ledger: (now, zone) => ledgerOf(around(firstDay, dayNumber(dayOf(now))), now, zone),
    changes: changesTo(stories),
  };
}
