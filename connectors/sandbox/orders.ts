import { dayOf, HOUR, startOf } from './calendar.ts';
import {
  busyness,
  campaignOn,
  CARRIERS,
  CHANNELS,
  COUNTRIES,
  DEVICES,
  PRODUCTS,
  RETURN_REASONS,
  type Product,
} from './catalog.ts';
import { randomOf, type Random } from './random.ts';

export interface OrderLine {
  readonly item: Product;
  readonly quantity: number;
}

/** An order with everything that will happen to it. Times are ms, money is øre before tax. */
export interface Order {
  readonly id: string;
  readonly at: number;
  readonly lines: readonly OrderLine[];
  readonly discountPercent: number;
  readonly shipping: number;
  readonly country: string;
  readonly device: string;
  readonly channel: string;
  readonly campaign: string;
  readonly customer: string;
  readonly firstOrder: boolean;
  readonly carrier: string;
  readonly shippedAt: number;
  readonly promisedAt: number;
  readonly deliveredAt: number;
  readonly lost: boolean;
  readonly returned?: {
    readonly line: number;
    readonly requestedAt: number;
    readonly receivedAt: number;
    readonly reason: string;
  };
  readonly review?: { readonly at: number; readonly score: number };
  readonly csat?: { readonly at: number; readonly score: number };
}

/** Nothing happens to an order later than this many days after it. */
export const LONGEST_DAYS = 40;

export interface ShopSettings {
  readonly seed: string;
  readonly ordersPerDay: number;
}

/** All orders of one local day, from the seed and the day alone. */
export function ordersOn(day: string, settings: ShopSettings): readonly Order[] {
  const random = randomOf(`${settings.seed}/${day}/orders`);
  const number = random.count(settings.ordersPerDay * busyness(day));
  const name = day.replaceAll('-', '');
  return Array.from({ length: number }, (_, n) => orderOf(`${name}-${n + 1}`, day, random));
}

function orderOf(id: string, day: string, random: Random): Order {
  const at = startOf(day) + Math.floor((random.next() + random.next()) * 11.4 * HOUR);
  const campaign = campaignOn(day);
  const reached = campaign !== undefined && random.chance(0.6);
  const lines = Array.from(
    {
      length: random.pick([
        [1, 6],
        [2, 3],
        [3, 1],
      ]),
    },
    () => ({
      item: random.pick(PRODUCTS),
      quantity: random.pick([
        [1, 8],
        [2, 2],
        [4, 1],
      ]),
    }),
  );
  const customer = random.whole(1, 9_000);
  const shippedAt = at + random.whole(4, 40) * HOUR;
  const promisedAt = at + 96 * HOUR;
  const late = random.chance(0.09);
  const travel = late ? random.whole(80, 190) : random.whole(18, 50);
  const deliveredAt = shippedAt + travel * HOUR;
  const returned = random.chance(late ? 0.16 : 0.07);
  const requestedAt = deliveredAt + random.whole(10, 300) * HOUR;
  const mood = late
    ? random.pick([
        [1, 4],
        [2, 4],
        [3, 3],
        [4, 1],
      ])
    : random.pick([
        [3, 1],
        [4, 4],
        [5, 8],
      ]);
  const fields = {
    country: random.pick(COUNTRIES),
    device: random.pick(DEVICES),
    channel: reached
      ? random.pick([
          ['Email', 5],
          ['Paid Search', 4],
          ['Social', 3],
        ])
      : random.pick(CHANNELS),
    carrier: random.pick(CARRIERS),
    lost: random.chance(0.004),
    reason: random.pick(RETURN_REASONS),
    returnedLine: random.whole(0, lines.length - 1),
    reviews: random.chance(0.12),
    answers: random.chance(0.2),
    answeredAt: deliveredAt + random.whole(1, 90) * HOUR,
  };
  return {
    id,
    at,
    lines,
    discountPercent: reached ? campaign.discountPercent : 0,
    shipping: random.chance(0.4) ? 3_900 : 0,
    country: fields.country,
    device: fields.device,
    channel: fields.channel,
    campaign: reached ? campaign.name : '',
    customer: `sample-${customer}`,
    firstOrder: random.chance(0.55),
    carrier: fields.carrier,
    shippedAt,
    promisedAt,
    deliveredAt,
    lost: fields.lost,
    ...(returned && {
      returned: {
        line: fields.returnedLine,
        requestedAt,
        receivedAt: requestedAt + random.whole(48, 200) * HOUR,
        reason: fields.reason,
      },
    }),
    ...(fields.reviews && { review: { at: fields.answeredAt + 7 * HOUR, score: mood } }),
    ...(fields.answers && { csat: { at: fields.answeredAt, score: mood } }),
  };
}

/** Whether a parcel came by the end of the promised local day. */
export function isOnTime(order: Order): boolean {
  return !order.lost && dayOf(order.deliveredAt) <= dayOf(order.promisedAt);
}
