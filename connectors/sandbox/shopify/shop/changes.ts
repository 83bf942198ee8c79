import { dayNumber } from '../../../../schemas/calendar.ts';
import { dayOf } from '../../calendar.ts';
import { PRODUCTS } from '../../catalog.ts';
import { Book, taxOn } from './book.ts';
import { gid, orderNumber, orderNumberOf } from './ids.ts';
import type { LivingStories } from './living-stories.ts';
import { CURRENCY } from './money.ts';
import { NEVER, type Deal, type Entry, type GoodsBack, type Parcel, type Story } from './story.ts';

export interface NewOrder {
  /** A mug where there is none. */
  readonly lines?: readonly { readonly sku: string; readonly quantity: number }[];
  readonly discountPercent?: number;
  /** Øre before tax. */
  readonly shipping?: number;
  /** Øre before tax. */
  readonly duty?: number;
  /** The customer's number; none for a guest. */
  readonly customer?: number;
  readonly currency?: string;
  readonly channel?: string;
  readonly test?: boolean;
}

export interface NewParcel {
  /** ms. */
  readonly promisedAt?: number;
  /** ms. */
  readonly deliveredAt?: number;
  /** Its arrival leaves the order's time of change as it is. */
  readonly quiet?: boolean;
}

/** What tests do to the shop while it runs. Each shows from its instant (ms) on. */
export interface ShopChanges {
  /** @returns the new order's id. */
  place(at: number, order?: NewOrder): string;
  /** Adds goods to an order. */
  edit(id: string, at: number, sku?: string): void;
  /** One piece of the first line goes back for other goods. */
  exchange(id: string, at: number, sku?: string): void;
  /** Pieces of a line are called off before they are sent. */
  callOff(id: string, at: number, line: number, pieces: number): void;
  /** A parcel with all goods is sent. */
  send(id: string, at: number, parcel?: NewParcel): void;
  /** Money back for one piece of the first line that the customer still has. */
  refund(id: string, at: number): void;
  /** Everything is given back, and nothing more happens but to parcels under way. */
  cancel(id: string, at: number): void;
  /** The order is deleted. */
  remove(id: string, at: number): void;
  /** Nothing changes but the time of change. */
  touch(id: string, at: number): void;
}

/** Places of placed orders in their day, beyond any seeded one. */
const FIRST_PLACE = 90_000;

export function changesTo(stories: LivingStories): ShopChanges {
  const change = (id: string, changed: (story: Story) => Story) => {
    const story = stories.story(orderNumberOf(id) ?? 0);
    if (story === undefined) throw new RangeError(`the shop has no order ${id}`);
    stories.put(changed(story));
  };
  return {
    place(at, order = {}) {
      const day = dayNumber(dayOf(at));
      const number = orderNumber(day, FIRST_PLACE + stories.placedOn(day));
      stories.put(storyOf(number, second(at), order));
      return gid('Order', number);
    },
    edit: (id, at, sku) => change(id, (story) => edited(story, second(at), sku)),
    exchange: (id, at, sku) => change(id, (story) => exchanged(story, second(at), sku)),
    callOff: (id, at, line, pieces) =>
      change(id, (story) => calledOff(story, second(at), line, pieces)),
    send: (id, at, parcel = {}) => change(id, (story) => sent(story, second(at), parcel)),
    refund: (id, at) => change(id, (story) => refunded(story, second(at))),
    cancel: (id, at) => change(id, (story) => cancelled(story, second(at))),
    remove: (id, at) => change(id, (story) => ({ ...story, deletedAt: second(at) })),
    touch: (id, at) =>
      change(id, (story) => ({ ...story, touches: [...story.touches, second(at)] })),
  };
}

function storyOf(number: number, at: number, order: NewOrder): Story {
  const { lines = [{ sku: 'KRUS-01', quantity: 1 }], discountPercent = 0, shipping = 0 } = order;
  const book = new Book();
  const entries = lines.map(({ sku, quantity }) =>
    book.sell(productOf(sku), quantity, discountPercent),
  );
  if (shipping > 0) entries.push(book.charge('SHIPPING', shipping, taxOn(shipping)));
  const { duty = 0 } = order;
  if (duty > 0) entries.push(book.charge('DUTY', duty, taxOn(duty)));
  const visit = { at, channel: order.channel ?? 'Direct', campaign: '' };
  return {
    number,
    createdAt: at,
    processedAt: at,
    test: order.test ?? false,
    source: 'web',
    customer: order.customer,
    country: 'DK',
    currency: order.currency ?? CURRENCY,
    location: undefined,
    staff: undefined,
    journey: { readyAt: at, bumps: false, emptyBefore: true, orderIndex: 1, visits: [visit] },
    goods: book.goods,
    deals: [{ at, reason: 'ORDER', entries }],
    parcels: [],
    promises: [],
    backs: [],
    touches: [],
  };
}

function edited(story: Story, at: number, sku = 'KRUS-01'): Story {
  const book = bookOf(story, NEVER);
  const deal: Deal = { at, reason: 'ORDER_EDIT', entries: [book.sell(productOf(sku), 1, 0)] };
  return { ...story, goods: book.goods, deals: [...story.deals, deal] };
}

function exchanged(story: Story, at: number, sku = 'KRUS-01'): Story {
  const book = bookOf(story, NEVER);
  const line = book.goods.findIndex((_, goods) => book.left(goods) > 0);
  const back = book.giveBack(line, 1);
  const entries = [...(back === undefined ? [] : [back]), book.sell(productOf(sku), 1, 0)];
  const deal: Deal = { at, reason: 'RETURN', entries };
  return { ...story, goods: book.goods, deals: [...story.deals, deal] };
}

function calledOff(story: Story, at: number, line: number, pieces: number): Story {
  const entry = bookOf(story, NEVER).giveBack(line, pieces);
  const entries = entry === undefined ? [] : [entry];
  const deal: Deal = { at, reason: 'REFUND', restock: 'CANCEL', entries };
  return { ...story, deals: [...story.deals, deal] };
}

function sent(story: Story, at: number, { promisedAt, deliveredAt, quiet }: NewParcel): Story {
  const promise = story.promises.length;
  const arrival =
    deliveredAt === undefined ? [] : [{ at: second(deliveredAt), status: 'DELIVERED' }];
  const parcel: Parcel = {
    at,
    carrier: 'GLS',
    estimatedAt: undefined,
    events: [{ at, status: 'IN_TRANSIT' }, ...arrival],
    promise,
    ...(quiet === undefined ? {} : { quiet }),
  };
  const deliverBy = promisedAt === undefined ? undefined : second(promisedAt);
  const promises = [...story.promises, { shipBy: undefined, deliverBy, delivery: true }];
  return { ...story, promises, parcels: [...story.parcels, parcel] };
}

function refunded(story: Story, at: number): Story {
  const book = bookOf(story, NEVER);
  const line = book.goods.findIndex((_, goods) => book.left(goods) > 0);
  const entry = book.giveBack(line, 1);
  const entries = entry === undefined ? [] : [entry];
  return { ...story, deals: [...story.deals, { at, reason: 'REFUND', entries }] };
}

function cancelled(story: Story, at: number): Story {
  const entries = bookOf(story, at).giveBackAll();
  const kept = story.deals.map((deal) => (deal.at > at ? { ...deal, at: NEVER } : deal));
  const backs = story.backs.filter((back) => back.at <= at).map((back) => endedBack(back, at));
  return {
    ...story,
    cancelledAt: at,
    deals: [...kept, { at, reason: 'REFUND', entries }],
    parcels: story.parcels.filter((parcel) => parcel.at <= at),
    backs,
  };
}

/** A return in which nothing happens after an instant. */
function endedBack(back: GoodsBack, at: number): GoodsBack {
  const times = Object.entries(back).filter(
    ([, value]) => typeof value !== 'number' || value <= at,
  );
  return { ...back, ...Object.fromEntries(times) };
}

/** What the customer holds by the agreements up to an instant. */
function bookOf({ goods, deals }: Story, until: number): Book {
  const entries: Entry[] = deals.flatMap((deal) => (deal.at <= until ? deal.entries : []));
  return new Book(goods, entries);
}

function productOf(sku: string) {
  const found = PRODUCTS.find(([product]) => product.sku === sku)?.[0];
  if (found === undefined) throw new RangeError(`the catalog has no product ${sku}`);
  return found;
}

function second(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}
