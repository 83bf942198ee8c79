import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createShop, type MadeUpShop } from '../../../../connectors/sandbox/shopify/shop/shop.ts';
import { allOrders, sumOrders } from './sum-orders.ts';

const HOUR = 3_600_000;
const FIRST = Date.parse('2026-02-20T00:00:00Z');

/** Everything happens more often than in a real shop. */
const LIVELY = {
  test: 0.05,
  deleted: 0.05,
  cancelled: 0.1,
  partlyCancelled: 0.3,
  edited: 0.3,
  refunded: 0.2,
  shippingRefunded: 0.2,
  returnInVain: 0.2,
  exchanged: 0.5,
  adjusted: 0.5,
  giftCard: 0.1,
  tipped: 0.1,
  fees: 0.2,
  pos: 0.2,
  huge: 0.02,
};

const shops = fc
  .record({ seed: fc.string(), ordersPerDay: fc.integer({ min: 1, max: 12 }) })
  .map((options) => createShop({ ...options, firstDay: '2026-02-20', rates: LIVELY }));
const instants = fc.integer({ min: 0, max: 60 * 24 }).map((hours) => FIRST + hours * HOUR + 1_234);
const zones = fc.constantFrom('Europe/Copenhagen', 'America/St_Johns', 'Pacific/Chatham', 'UTC');

test('at any instant what the API shows of the orders adds up to the ledger, in any zone', () => {
  fc.assert(
    fc.property(shops, instants, zones, (shop, now, zone) => {
      expect(sumOrders(allOrders(shop, now), zone)).toEqual(shop.ledger(now, zone));
    }),
    { numRuns: 60 },
  );
});

const moves = fc.array(
  fc.record({
    move: fc.constantFrom(
      'place',
      'edit',
      'exchange',
      'callOff',
      'send',
      'refund',
      'cancel',
      'remove',
      'touch',
    ),
    hours: fc.integer({ min: 0, max: 20 * 24 }),
    which: fc.nat(),
  }),
  { maxLength: 12 },
);

test('so it does after any changes made to the shop', () => {
  fc.assert(
    fc.property(shops, moves, instants, (shop, made, now) => {
      for (const { move, hours, which } of made.toSorted((a, b) => a.hours - b.hours)) {
        change(shop, move, FIRST + hours * HOUR, which);
      }
      const zone = 'Europe/Copenhagen';
      expect(sumOrders(allOrders(shop, now), zone)).toEqual(shop.ledger(now, zone));
    }),
    { numRuns: 60 },
  );
});

type Move = keyof MadeUpShop['changes'];

function change(shop: MadeUpShop, move: Move, at: number, which: number): void {
  const known = shop.search({}, at);
  const id = known[which % Math.max(1, known.length)]?.id;
  const order = { shipping: 3_900, duty: (which % 3) * 2_000, discountPercent: which % 30 };
  if (move === 'place') shop.changes.place(at, order);
  else if (id === undefined) return;
  else if (move === 'callOff') shop.changes.callOff(id, at, 0, 1 + (which % 3));
  else shop.changes[move](id, at);
}
