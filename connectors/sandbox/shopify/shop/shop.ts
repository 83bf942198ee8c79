import type { OrderKey, OrderSearch, SandboxShop } from '../model.ts';
import { dayOf } from '../../calendar.ts';
import { DayIndex } from './day-index.ts';
import { dayNumber, gid, orderNumberOf } from './ids.ts';
import { CURRENCY } from './money.ts';
import { exists, orderObject } from './order-object.ts';
import { RATES, type Rates } from './rates.ts';
import { Stories } from './stories.ts';
import { LONGEST_DAYS } from './tell-story.ts';

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
  ianaTimezone: 'Europe/Copenhagen',
  currencyCode: CURRENCY,
};

/** A made-up shop in DKK and Danish time: a function of its seed and the instant, and nothing else. */
export function createShop(options: ShopOptions): SandboxShop {
  const firstDay = dayNumber(options.firstDay);
  const stories = new Stories({ ...options, firstDay, rates: { ...RATES, ...options.rates } });
  const indexes = new Map<number, DayIndex>();
  const indexOf = (day: number): DayIndex => {
    const index = indexes.get(day) ?? new DayIndex(day, stories.on(day));
    indexes.set(day, index);
    return index;
  };
  const story = (id: string, now: number) => {
    const found = stories.story(orderNumberOf(id) ?? 0);
    return found !== undefined && exists(found, now) ? found : undefined;
  };
  return {
    info: INFO,
    search(search, now) {
      const found: OrderKey[] = [];
      const [first, last] = daysOf(search, now);
      for (let day = Math.max(first, firstDay); day <= last; day++) {
        const index = indexOf(day);
        if (index.lastChange >= (search.updatedFrom ?? 0)) index.search(search, now, found);
      }
      return found;
    },
    order(id, now) {
      const found = id.includes('/Order/') ? story(id, now) : undefined;
      return found && orderObject(found, now);
    },
    orderOf(id, now) {
      const found = story(id, now);
      return found && gid('Order', found.number);
    },
    report: () => ({ parseErrors: ['no reports yet'] }),
  };
}

/** The local days whose orders a search can find. */
function daysOf(search: OrderSearch, now: number): [first: number, last: number] {
  const { createdFrom = 0, createdTo = now, updatedFrom = 0 } = search;
  const changed = dayNumber(dayOf(updatedFrom)) - LONGEST_DAYS;
  const created = dayNumber(dayOf(createdFrom));
  return [Math.max(changed, created), dayNumber(dayOf(Math.min(now, createdTo)))];
}
