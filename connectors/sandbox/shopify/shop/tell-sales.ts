import { PRODUCTS } from '../../catalog.ts';
import { taxOn } from './book.ts';
import { anyStaff, HOUR, MINUTE, type Plot } from './plot.ts';
import type { Deal, Entry } from './story.ts';

const HUGE_LINES = 24;
const HUGE_EDITS = 12;

/** What the customer ordered. */
export function tellOrder({ base, book, huge, random, rates, source }: Plot): Entry[] {
  const code = base.discountPercent === 0 && random.chance(0.08) ? 10 : 0;
  const percent = Math.max(base.discountPercent, code);
  const entries = base.lines.map(({ item, quantity }) => book.sell(item, quantity, percent));
  const more = huge ? HUGE_LINES : 0;
  for (let n = 0; n < more; n++) {
    entries.push(book.sell(random.pick(PRODUCTS), random.whole(1, 6), 10));
  }
  if (random.chance(rates.giftCard)) {
    entries.push(book.sellGiftCard(random.whole(2, 10) * 10_000));
  }
  return [...entries, ...charges({ base, book, random, rates, source })];
}

type Charging = Pick<Plot, 'base' | 'book' | 'random' | 'rates' | 'source'>;

function charges({ base, book, random, rates, source }: Charging): Entry[] {
  const entries: Entry[] = [];
  const freeShipping = random.chance(0.03);
  if (base.shipping > 0 && source !== 'pos') {
    const off = freeShipping ? base.shipping : 0;
    entries.push(book.charge('SHIPPING', base.shipping, taxOn(base.shipping - off), off));
  }
  if (random.chance(rates.tipped)) entries.push(book.charge('TIP', random.whole(1, 5) * 1_000, 0));
  if (!random.chance(rates.fees)) return entries;
  const type = random.pick([
    ['DUTY', 2],
    ['FEE', 1],
    ['ADDITIONAL_FEE', 1],
  ] as const);
  const amount = random.whole(500, 9_000);
  entries.push(book.charge(type, amount, taxOn(amount)));
  return entries;
}

/** Changes to the order before it is sent; a huge order has many. */
export function tellEdits(plot: Plot): Deal[] {
  const { createdAt, huge, random, rates } = plot;
  const edited = random.chance(rates.edited);
  const count = huge ? HUGE_EDITS : edited ? random.whole(1, 2) : 0;
  const edits: Deal[] = [];
  for (let n = 1; n <= count; n++) {
    const at = createdAt + n * HOUR + random.whole(0, 3_000) * 1_000;
    const entries = [editOf(plot)].filter((entry) => entry !== undefined);
    edits.push({ at, reason: 'ORDER_EDIT', staff: anyStaff(random), entries });
  }
  return edits;
}

function editOf({ book, random }: Plot): Entry | undefined {
  const line = random.whole(0, book.goods.length - 1);
  const kind = random.pick([
    ['add', 4],
    ['remove', 3],
    ['reprice', 2],
  ] as const);
  const pieces = book.goods.reduce((sum, _, goods) => sum + book.left(goods), 0);
  if (kind === 'remove' && pieces > 1) return book.giveBack(line, 1);
  if (kind === 'reprice') return book.reprice(line, random.pick([[-1_000, 2] as const, [500, 1]]));
  return book.sell(random.pick(PRODUCTS), random.whole(1, 2), 0);
}

/** The whole order called off before it is sent. */
export function tellCancellation({ book, createdAt, random }: Plot): Deal {
  const at = createdAt + random.whole(10, 220) * MINUTE;
  return {
    at,
    reason: 'REFUND',
    staff: anyStaff(random),
    restock: 'CANCEL',
    entries: book.giveBackAll(),
  };
}

/** One line called off, or some of its pieces, in the hour before the rest could be sent. */
export function tellPartCancelled({ book, createdAt, more, rates, source }: Plot): Deal[] {
  if (!more.chance(rates.partlyCancelled) || source === 'pos') return [];
  const pieces = book.goods.reduce((sum, _, goods) => sum + book.left(goods), 0);
  const line = more.whole(0, book.goods.length - 1);
  const called = Math.min(book.left(line), pieces - 1);
  const entry = called > 0 ? book.giveBack(line, called) : undefined;
  if (entry === undefined) return [];
  const at = createdAt + more.whole(5, 55) * MINUTE;
  return [{ at, reason: 'REFUND', restock: 'CANCEL', entries: [entry] }];
}

/** Money back while the customer keeps the goods, and shipping given back. */
export function tellRefunds({ base, book, createdAt, random, rates }: Plot): Deal[] {
  const deals: Deal[] = [];
  const [line, shipping] = [random.chance(rates.refunded), random.chance(rates.shippingRefunded)];
  const later = createdAt + random.whole(30, 400) * HOUR + random.whole(0, 3_599) * 1_000;
  if (line) {
    const entry = book.giveBack(random.whole(0, base.lines.length - 1), 1);
    const entries = entry === undefined ? [] : [entry];
    const staff = anyStaff(random);
    deals.push({ at: later, reason: 'REFUND', staff, restock: 'NO_RESTOCK', entries });
  }
  if (!shipping) return deals;
  const entries = book.giveBackCharges('SHIPPING');
  if (entries.length > 0) deals.push({ at: later + HOUR, reason: 'REFUND', entries });
  return deals;
}
