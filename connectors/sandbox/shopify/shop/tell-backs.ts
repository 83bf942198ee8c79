import { PRODUCTS, RETURN_REASONS } from '../../catalog.ts';
import { negated, taxOn } from './book.ts';
import { anyStaff, HOUR, onGrid, type Plot } from './plot.ts';
import type { Deal, Entry, GoodsBack } from './story.ts';

interface Told {
  readonly backs: readonly GoodsBack[];
  readonly deals: readonly Deal[];
}

/**
 * Goods sent back. The sale changes when the return is agreed on (at its creation, or when the shop
 * grants what the customer asked for), not when the money goes back; the refund that follows holds
 * at most an adjustment.
 */
export function tellBacks(plot: Plot): Told {
  const { base, random, rates } = plot;
  const inVain = random.chance(rates.returnInVain);
  if (base.returned && !base.lost) return tellBack(plot, base.returned);
  return inVain ? tellInVain(plot) : { backs: [], deals: [] };
}

function tellBack(plot: Plot, returned: NonNullable<Plot['base']['returned']>): Told {
  const { book, random } = plot;
  const at = wholeSecond(returned.requestedAt);
  const askedFor = random.chance(0.6);
  const approvedAt = askedFor ? at + random.whole(1, 40) * HOUR : at;
  const pieces = random.whole(1, Math.max(1, book.left(returned.line)));
  const entry = book.giveBack(returned.line, pieces);
  if (entry === undefined) return { backs: [], deals: [] };
  const receivedAt = wholeSecond(returned.receivedAt);
  const closedAt = onGrid(receivedAt + random.whole(1, 48) * HOUR, HOUR);
  const back: GoodsBack = {
    at,
    askedFor,
    approvedAt,
    receivedAt,
    closedAt,
    reason: random.chance(0.1) ? undefined : returned.reason,
    goods: random.chance(0.03) ? undefined : returned.line,
    quantity: pieces,
  };
  const agreed: Deal = {
    at: approvedAt,
    reason: 'RETURN',
    ...(askedFor ? {} : { staff: anyStaff(random) }),
    entries: [entry, ...exchanged(plot)],
  };
  return { backs: [back], deals: [agreed, ...refundOf(plot, closedAt)] };
}

function exchanged({ book, random, rates }: Plot): Entry[] {
  return random.chance(rates.exchanged) ? [book.sell(random.pick(PRODUCTS), 1, 0)] : [];
}

/** The money, when the goods are there: an agreement about nothing, or about a difference. */
function refundOf({ random, rates }: Plot, at: number): Deal[] {
  const gross = random.whole(20, 90) * 50 * (random.chance(0.7) ? 1 : -1);
  const tax = Math.sign(gross) * taxOn(Math.abs(gross));
  const difference: Entry = {
    type: 'ADJUSTMENT',
    action: 'RETURN',
    quantity: null,
    gross,
    discount: 0,
    tax,
  };
  const staff = anyStaff(random);
  if (random.chance(rates.adjusted))
    return [{ at, reason: 'REFUND', staff, entries: [difference] }];
  return random.chance(0.5) ? [{ at, reason: 'REFUND', staff, entries: [] }] : [];
}

/** Asked for and declined; or granted and called off, which takes the return's sales back. */
function tellInVain({ base, book, random }: Plot): Told {
  const at = wholeSecond(base.deliveredAt) + random.whole(20, 200) * HOUR;
  const answeredAt = at + random.whole(1, 30) * HOUR;
  const asked = { at, askedFor: true, reason: random.pick(RETURN_REASONS), goods: 0, quantity: 1 };
  if (random.chance(0.5)) return { backs: [{ ...asked, declinedAt: answeredAt }], deals: [] };
  const entry = book.giveBack(0, 1);
  if (entry === undefined) return { backs: [], deals: [] };
  const cancelledAt = answeredAt + random.whole(5, 90) * HOUR;
  const undone = { ...entry, ...negated(entry), quantity: 1 };
  return {
    backs: [{ ...asked, approvedAt: answeredAt, cancelledAt }],
    deals: [
      { at: answeredAt, reason: 'RETURN', entries: [entry] },
      { at: cancelledAt, reason: 'RETURN', entries: [undone] },
    ],
  };
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}
