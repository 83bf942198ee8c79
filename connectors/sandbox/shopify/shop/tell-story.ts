import { randomOf, type Random } from '../../random.ts';
import { Book } from './book.ts';
import { CURRENCY, currencyIn } from './money.ts';
import { anyStaff, HOUR, LOCATIONS, MINUTE, type Plot } from './plot.ts';
import type { Rates } from './rates.ts';
import type { Base, Deal, Story } from './story.ts';
import { tellBacks } from './tell-backs.ts';
import { tellJourney } from './tell-journey.ts';
import { tellParcels } from './tell-parcels.ts';
import {
  tellCancellation,
  tellEdits,
  tellOrder,
  tellPartCancelled,
  tellRefunds,
} from './tell-sales.ts';

/** Nothing happens to an order later than this many days after it. */
export const LONGEST_DAYS = 45;

/**
 * The whole story of an order of the sample shop. What that shop's generator has no word for comes
 * from a random stream of the order's own, so that the generator's own choices stay as they are.
 */
export function tellStory(base: Base, number: number, seed: string, rates: Rates): Story {
  const random = randomOf(`${seed}/shopify/${base.id}`);
  const createdAt = Math.floor(base.at / 1_000) * 1_000;
  const huge = random.chance(rates.huge);
  const source = sourceOf(random, rates, huge);
  const more = randomOf(`${seed}/shopify-more/${base.id}`);
  const plot = { base, createdAt, source, huge, random, more, rates, book: new Book() };
  const head = headOf(plot);
  const journey = tellJourney(plot);
  const cancelled = random.chance(rates.cancelled);
  const first = firstDeal(plot, head);
  const rest = cancelled ? tellCancelled(plot) : tellFulfilled(plot);
  const deals = [first, ...rest.deals].toSorted((a, b) => a.at - b.at);
  return { number, ...head, journey, goods: plot.book.goods, touches: [], ...rest, deals };
}

function sourceOf(random: Random, rates: Rates, huge: boolean): Story['source'] {
  const share = random.next();
  if (huge || share < rates.draft) return 'shopify_draft_order';
  return share < rates.draft + rates.pos ? 'pos' : 'web';
}

/** A store that was off line hands an order in later than it was made. */
function headOf({ base, createdAt, source, random, rates }: Plot) {
  const pos = source === 'pos';
  const offline = random.chance(0.2);
  const wait = random.whole(1, 90) * MINUTE;
  const guest = random.chance(rates.guest);
  const foreign = random.chance(rates.foreign);
  const deleted = random.chance(rates.deleted);
  const deletedAt = createdAt + random.whole(2, 20 * 24) * HOUR;
  const staff = anyStaff(random);
  const location = random.whole(1, LOCATIONS.length - 1);
  return {
    createdAt,
    processedAt: pos && offline ? createdAt - wait : createdAt,
    test: random.chance(rates.test),
    source,
    customer: guest ? undefined : Number(base.customer.replace('sample-', '')),
    country: pos ? undefined : base.country,
    currency: foreign && !pos ? currencyIn(base.country) : CURRENCY,
    location: pos ? location : undefined,
    staff: source === 'web' ? undefined : staff,
    ...(deleted && { deletedAt }),
  };
}

function firstDeal(plot: Plot, head: Pick<Story, 'processedAt' | 'staff'>): Deal {
  const { processedAt: at, staff } = head;
  const by = staff === undefined ? {} : { staff };
  return { at, reason: 'ORDER', ...by, entries: tellOrder(plot) };
}

function tellCancelled(plot: Plot) {
  const deal = tellCancellation(plot);
  const { promises } = tellParcels(plot);
  return { deals: [deal], cancelledAt: deal.at, promises, parcels: [], backs: [] };
}

function tellFulfilled(plot: Plot) {
  const edits = [...tellPartCancelled(plot), ...tellEdits(plot)];
  const { deals, backs } = tellBacks(plot);
  const refunds = tellRefunds(plot);
  return { deals: [...edits, ...deals, ...refunds], backs, ...tellParcels(plot) };
}
