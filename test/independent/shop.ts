import { shift, wallDate } from './days.ts';
import type { Random } from './random.ts';

/** A random shop as its sources have it: rows of files, before goalstream has seen any of them. */
export interface Shop {
  readonly zone: string;
  /** The first and last local day with rows; the last may lie after today. */
  readonly first: string;
  readonly last: string;
  readonly sales: readonly SaleRow[];
  readonly traffic: readonly TrafficRow[];
  readonly parcels: readonly ParcelRow[];
  readonly answers: readonly AnswerRow[];
  readonly returns: readonly ReturnRow[];
}

interface Placed {
  /** The connection whose file the row is in. */
  readonly from: string;
  readonly id: string;
  readonly country?: string;
  readonly channel?: string;
  readonly sku?: string;
}

export interface SaleRow extends Placed {
  readonly at: number;
  readonly order: string;
  readonly line?: string;
  readonly kind: 'line' | 'shipping' | 'discount' | 'return';
  readonly quantity: string;
  readonly gross?: string;
  readonly discount?: string;
  readonly returned?: string;
  readonly tax?: string;
  readonly shipping?: string;
  readonly customer?: string;
  readonly isFirst?: boolean;
}

export interface TrafficRow extends Placed {
  readonly day: string;
  readonly sessions: number;
  readonly cart: number;
  readonly checkout: number;
  readonly converted: number;
}

export interface ParcelRow extends Placed {
  readonly at: number;
  readonly order: string;
  readonly promised?: number;
  readonly shipped?: number;
  readonly delivered?: number;
}

export interface AnswerRow extends Placed {
  readonly at: number;
  readonly kind: 'csat' | 'nps' | 'review';
  readonly score: number;
  readonly max: number;
}

export interface ReturnRow extends Placed {
  readonly at: number;
  readonly order: string;
  readonly quantity: string;
}

export const ZONES = [
  'UTC',
  'Europe/Copenhagen',
  'America/St_Johns',
  'Pacific/Chatham',
  'Asia/Kathmandu',
  'America/Los_Angeles',
  'Pacific/Kiritimati',
];
export const COUNTRIES = ['DK', 'SE', 'NO', 'DE', ''];
export const CHANNELS = ['Email', 'Paid Search', 'Direct', ''];
export const SKUS = ['A-1', 'A-2', 'B-1', 'B-20'];
const HOUR = 3_600_000;

/** A shop of some 150 days around today. @param now ms, UTC. */
export function shopOf(random: Random, now: number): Shop {
  const zone = random.pick(ZONES);
  const today = wallDate(now, zone);
  const first = shift(today, -random.int(120, 180));
  const last = shift(today, random.int(0, 20));
  const from = Date.parse(first);
  const until = Date.parse(last);
  const at = (): number => from + Math.floor(random.next() * (until - from));
  const sales: SaleRow[] = [];
  const parcels: ParcelRow[] = [];
  const returns: ReturnRow[] = [];
  const orders = random.int(30, 220);
  // Stretches without anything at all: empty weeks must be told from weeks that were not read.
  const quiet = Array.from({ length: random.int(0, 3) }, () => {
    const start = at();
    return { start, end: start + random.int(5, 25) * 24 * HOUR };
  });
  const isQuiet = (time: number): boolean =>
    quiet.some((one) => time >= one.start && time <= one.end);
  for (let n = 0; n < orders; n++) {
    const time = at();
    if (isQuiet(time)) continue;
    addOrder(random, n, time, { sales, parcels, returns });
  }
  const traffic: TrafficRow[] = [];
  for (let day = first; day <= last; day = shift(day, 1)) {
    if (isQuiet(Date.parse(day))) continue;
    for (const channel of CHANNELS) {
      if (random.chance(0.5)) traffic.push(trafficOf(random, day, channel));
    }
  }
  const answers = Array.from({ length: random.int(0, 120) }, (_, n) => answerOf(random, n, at()));
  return { zone, first, last, sales, traffic, parcels, answers, returns };
}

interface Rows {
  readonly sales: SaleRow[];
  readonly parcels: ParcelRow[];
  readonly returns: ReturnRow[];
}

function addOrder(random: Random, n: number, at: number, { sales, parcels, returns }: Rows): void {
  // Both connections number their orders and customers alike: the same number is not the same order.
  const from = n % 2 === 0 ? 'web' : 'pos';
  const order = String(1000 + Math.floor(n / 2));
  const place = {
    from,
    ...kept('country', random.pick(COUNTRIES)),
    ...kept('channel', random.pick(CHANNELS)),
  };
  const customer = random.chance(0.8) ? `c${random.int(1, 25)}` : undefined;
  const who = {
    ...(customer === undefined ? {} : { customer }),
    ...(customer === undefined || random.chance(0.2) ? {} : { isFirst: random.chance(0.4) }),
  };
  const lines = random.int(1, 3);
  for (let line = 1; line <= lines; line++) {
    const quantity = random.int(1, 4);
    const price = random.int(1, 500_00);
    const head = { ...place, ...who, order, line: String(line), sku: random.pick(SKUS) };
    sales.push({
      ...head,
      id: `${n}/${line}`,
      at: at + line,
      kind: 'line',
      quantity: String(quantity),
      gross: cents(quantity * price),
      ...(random.chance(0.3) ? { discount: cents(random.int(1, price)) } : {}),
      ...(random.chance(0.5) ? { tax: cents(random.int(0, price)) } : {}),
    });
    if (!random.chance(0.15)) continue;
    const back = random.int(1, quantity);
    const later = at + random.int(1, 40 * 24) * HOUR;
    sales.push({
      ...head,
      id: `${n}/${line}/r`,
      at: later,
      kind: 'return',
      quantity: String(-back),
      returned: cents(back * price),
    });
    returns.push({ ...place, id: `${n}/${line}`, at: later, order, quantity: String(back) });
  }
  if (random.chance(0.6)) {
    const charge = { shipping: cents(random.int(0, 99_00)), tax: cents(random.int(0, 10_00)) };
    sales.push({
      ...place,
      ...who,
      id: `${n}/s`,
      at: at + 9,
      order,
      kind: 'shipping',
      quantity: '0',
      ...charge,
    });
  }
  if (random.chance(0.7))
    parcels.push(parcelOf(random, n, at, { from, order, country: place.country ?? '' }));
}

function parcelOf(
  random: Random,
  n: number,
  at: number,
  { from, order, country }: { from: string; order: string; country: string },
): ParcelRow {
  const shipped = at + random.int(1, 60) * HOUR;
  const promised = at + random.int(24, 200) * HOUR;
  const delivered = shipped + random.int(1, 200) * HOUR;
  return {
    from,
    id: String(n),
    at,
    order,
    ...kept('country', country),
    ...(random.chance(0.9) ? { promised } : {}),
    ...(random.chance(0.95) ? { shipped, ...(random.chance(0.85) ? { delivered } : {}) } : {}),
  };
}

function trafficOf(random: Random, day: string, channel: string): TrafficRow {
  const sessions = random.int(0, 200);
  const cart = random.int(0, sessions);
  const checkout = random.int(0, cart);
  return {
    from: 'visits',
    id: `${day}/${channel}`,
    day,
    ...kept('channel', channel),
    sessions,
    cart,
    checkout,
    converted: random.int(0, checkout),
  };
}

function answerOf(random: Random, n: number, at: number): AnswerRow {
  const kind = random.pick(['csat', 'nps', 'review'] as const);
  const max = kind === 'nps' ? 10 : 5;
  const score = random.int(kind === 'nps' ? 0 : 1, max);
  const head = { from: 'answers', id: String(n), at, kind, score, max };
  return { ...head, ...kept('country', random.pick(COUNTRIES)) };
}

function kept<K extends string>(key: K, value: string): { [P in K]?: string } {
  return value === '' ? {} : ({ [key]: value } as { [P in K]: string });
}

function cents(amount: number): string {
  return `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
}
