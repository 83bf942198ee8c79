import { wallDate } from './days.ts';
import { divided, minus, plus, read, sum, times, written, type Exact } from './exact.ts';
import type { AnswerRow, ParcelRow, ReturnRow, SaleRow, Shop, TrafficRow } from './shop.ts';

/** What of a shop's rows a figure is made of. */
export interface Chosen {
  /** Whether a row counts on a local day. */
  readonly counts: (row: Row, day: string) => boolean;
  /** The last local day whose facts count. */
  readonly through: string;
  /** The first local day that is not over. */
  readonly today: string;
}

export type Row = SaleRow | TrafficRow | ParcelRow | AnswerRow | ReturnRow;
export type Kind = 'sale' | 'traffic' | 'parcel' | 'answer' | 'return';

interface Rows {
  readonly shop: Shop;
  readonly chosen: Chosen;
}

type Figure = (rows: Rows) => Exact | undefined;

export interface Metric {
  readonly id: string;
  readonly kind: 'sum' | 'distinct' | 'ratio' | 'mean' | 'percentile';
  /** Which rows it is made of. */
  readonly of: readonly Kind[];
  readonly figure: Figure;
  /** Values that goals of a size worth asking for lie around. */
  readonly size: number;
  readonly better: 'up' | 'down';
}

const dayOfSale = (shop: Shop, { at }: { at: number }): string => wallDate(at, shop.zone);

/** A parcel stands on the day it was promised for, else shipped, else ordered. */
export function dayOfParcel(shop: Shop, { promised, shipped, at }: ParcelRow): string {
  return wallDate(promised ?? shipped ?? at, shop.zone);
}

function sales({ shop, chosen }: Rows): SaleRow[] {
  return shop.sales.filter((row) => {
    const day = dayOfSale(shop, row);
    return day <= chosen.through && chosen.counts(row, day);
  });
}

function answers({ shop, chosen }: Rows, kind: string, max: number): AnswerRow[] {
  return shop.answers.filter((row) => {
    const day = wallDate(row.at, shop.zone);
    return row.kind === kind && row.max === max && day <= chosen.through && chosen.counts(row, day);
  });
}

function traffic({ shop, chosen }: Rows): TrafficRow[] {
  return shop.traffic.filter((row) => row.day <= chosen.through && chosen.counts(row, row.day));
}

function parcels({ shop, chosen }: Rows): ParcelRow[] {
  return shop.parcels.filter((row) => {
    const day = dayOfParcel(shop, row);
    return day <= chosen.through && chosen.counts(row, day);
  });
}

function returns({ shop, chosen }: Rows): ReturnRow[] {
  return shop.returns.filter((row) => {
    const day = wallDate(row.at, shop.zone);
    return day <= chosen.through && chosen.counts(row, day);
  });
}

const number = (count: number): Exact => ({ over: BigInt(count), under: 1n });
const total = (
  rows: readonly TrafficRow[],
  field: 'sessions' | 'cart' | 'checkout' | 'converted',
) => number(rows.reduce((all, row) => all + row[field], 0));
const isLine = ({ kind }: SaleRow): boolean => kind === 'line';
const order = ({ from, order: id }: SaleRow): string => `${from}\n${id}`;
const different = (names: readonly string[]): Exact => number(new Set(names).size);

const gross = (rows: readonly SaleRow[]): Exact => sum(rows.map((row) => row.gross));
const discount = (rows: readonly SaleRow[]): Exact => sum(rows.map((row) => row.discount));
const returned = (rows: readonly SaleRow[]): Exact => sum(rows.map((row) => row.returned));
const net = (rows: readonly SaleRow[]): Exact =>
  minus(minus(gross(rows), discount(rows)), returned(rows));
const orders = (rows: readonly SaleRow[]): Exact => different(rows.filter(isLine).map(order));
const units = (rows: readonly SaleRow[]): Exact => sum(rows.map(({ quantity }) => quantity));
const isBack = ({ kind }: SaleRow): boolean => kind === 'return';

function buyers(rows: readonly SaleRow[], test: (row: SaleRow) => boolean): Exact {
  return different(
    rows.flatMap((row) =>
      row.customer !== undefined && test(row) ? `${row.from}\n${row.customer}` : [],
    ),
  );
}

function repeaters(rows: readonly SaleRow[]): Exact {
  const ordersOf = new Map<string, Set<string>>();
  for (const row of rows.filter(isLine)) {
    if (row.customer === undefined) continue;
    const who = `${row.from}\n${row.customer}`;
    const set = ordersOf.get(who) ?? new Set();
    ordersOf.set(who, set.add(order(row)));
  }
  return number([...ordersOf.values()].filter(({ size }) => size >= 2).length);
}

/** What came back of the lines sold, whenever up to the day asked for. */
function cameBack({ shop, chosen }: Rows, sold: readonly SaleRow[]): Exact {
  const lines = new Set(sold.filter(isLine).map((row) => `${order(row)}\n${row.line ?? ''}`));
  const back = shop.sales.filter(
    (row) =>
      isBack(row) &&
      dayOfSale(shop, row) <= chosen.through &&
      lines.has(`${order(row)}\n${row.line ?? ''}`),
  );
  return times(units(back), { over: -1n, under: 1n });
}

/** Promised for a day that is over. */
function due(rows: Rows): ParcelRow[] {
  return parcels(rows).filter(
    ({ promised }) =>
      promised !== undefined && wallDate(promised, rows.shop.zone) < rows.chosen.today,
  );
}

/** The nearest-rank percentile of days from order to delivery, rounded to six places (a tenth of a second). */
function leadTime(rows: Rows, percent: number): Exact | undefined {
  const waits = parcels(rows)
    .flatMap(({ at, delivered }) =>
      delivered === undefined || wallDate(delivered, rows.shop.zone) > rows.chosen.through
        ? []
        : delivered - at,
    )
    .toSorted((a, b) => a - b);
  const place = Math.ceil((percent * waits.length) / 100) - 1;
  const time = waits[Math.max(place, 0)];
  return time === undefined ? undefined : read(written({ over: BigInt(time), under: 86_400_000n }));
}

function metric(
  id: string,
  kind: Metric['kind'],
  of: readonly Kind[],
  size: number,
  better: 'up' | 'down',
  figure: Figure,
): Metric {
  return { id, kind, of, size, better, figure };
}

const ofSales =
  (figure: (rows: readonly SaleRow[]) => Exact | undefined): Figure =>
  (rows) =>
    figure(sales(rows));
const ratio = (over: Exact, under: Exact): Exact | undefined => divided(over, under);

export const METRICS: readonly Metric[] = [
  metric('net_sales', 'sum', ['sale'], 20_000, 'up', ofSales(net)),
  metric('gross_sales', 'sum', ['sale'], 20_000, 'up', ofSales(gross)),
  metric('returned_value', 'sum', ['sale'], 1_000, 'down', ofSales(returned)),
  metric(
    'total_sales',
    'sum',
    ['sale'],
    20_000,
    'up',
    ofSales((rows) =>
      plus(
        net(rows),
        plus(sum(rows.map(({ tax }) => tax)), sum(rows.map(({ shipping }) => shipping))),
      ),
    ),
  ),
  metric('units', 'sum', ['sale'], 100, 'up', ofSales(units)),
  metric('orders', 'distinct', ['sale'], 40, 'up', ofSales(orders)),
  metric(
    'customers',
    'distinct',
    ['sale'],
    20,
    'up',
    ofSales((rows) => buyers(rows, () => true)),
  ),
  metric(
    'new_customers',
    'distinct',
    ['sale'],
    10,
    'up',
    ofSales((rows) => buyers(rows, (row) => isLine(row) && row.isFirst === true)),
  ),
  metric(
    'aov',
    'ratio',
    ['sale'],
    500,
    'up',
    ofSales((rows) => ratio(minus(gross(rows), discount(rows)), orders(rows))),
  ),
  metric(
    'return_value_rate',
    'ratio',
    ['sale'],
    0.1,
    'down',
    ofSales((rows) => ratio(returned(rows), gross(rows))),
  ),
  metric(
    'return_rate_by_return_date',
    'ratio',
    ['sale'],
    0.1,
    'down',
    ofSales((rows) =>
      ratio(
        times(units(rows.filter(isBack)), { over: -1n, under: 1n }),
        units(rows.filter(isLine)),
      ),
    ),
  ),
  metric('return_rate', 'ratio', ['sale'], 0.1, 'down', (rows) => {
    const sold = sales(rows);
    return ratio(cameBack(rows, sold), units(sold.filter(isLine)));
  }),
  metric(
    'repeat_purchase_rate',
    'ratio',
    ['sale'],
    0.4,
    'up',
    ofSales((rows) => ratio(repeaters(rows), buyers(rows, isLine))),
  ),
  metric('sessions', 'sum', ['traffic'], 5_000, 'up', (rows) => total(traffic(rows), 'sessions')),
  metric('conversion_rate', 'ratio', ['traffic'], 0.13, 'up', (rows) => {
    const found = traffic(rows);
    return ratio(total(found, 'converted'), total(found, 'sessions'));
  }),
  metric('orders_per_session', 'ratio', ['sale', 'traffic'], 0.02, 'up', (rows) =>
    ratio(orders(sales(rows)), total(traffic(rows), 'sessions')),
  ),
  metric('on_time_delivery_rate', 'ratio', ['parcel'], 0.5, 'up', (rows) => {
    const judged = due(rows);
    const day = (at: number): string => wallDate(at, rows.shop.zone);
    const good = judged.filter(
      ({ delivered, promised }) => delivered !== undefined && day(delivered) <= day(promised ?? 0),
    );
    return ratio(number(good.length), number(judged.length));
  }),
  metric('on_time_delivery_rate_by_time', 'ratio', ['parcel'], 0.5, 'up', (rows) => {
    const judged = due(rows);
    const good = judged.filter(
      ({ delivered, promised }) => delivered !== undefined && delivered <= (promised ?? 0),
    );
    return ratio(number(good.length), number(judged.length));
  }),
  metric('delivery_lead_time_p50', 'percentile', ['parcel'], 5, 'down', (rows) =>
    leadTime(rows, 50),
  ),
  metric('delivery_lead_time_p90', 'percentile', ['parcel'], 8, 'down', (rows) =>
    leadTime(rows, 90),
  ),
  metric('csat', 'ratio', ['answer'], 0.3, 'up', (rows) => {
    const found = answers(rows, 'csat', 5);
    return ratio(number(found.filter(({ score }) => score >= 4).length), number(found.length));
  }),
  metric('review_rating', 'mean', ['answer'], 2.5, 'up', (rows) => {
    const found = answers(rows, 'review', 5);
    return ratio(number(found.reduce((all, { score }) => all + score, 0)), number(found.length));
  }),
  metric('nps', 'ratio', ['answer'], -20, 'up', (rows) => {
    const found = answers(rows, 'nps', 10);
    const better =
      found.filter(({ score }) => score >= 9).length -
      found.filter(({ score }) => score <= 6).length;
    const share = ratio(number(better), number(found.length));
    return share === undefined ? undefined : times(share, number(100));
  }),
  metric('units_returned', 'sum', ['return'], 20, 'down', (rows) =>
    sum(returns(rows).map(({ quantity }) => quantity)),
  ),
];

/** How many rows a metric is made of: a baseline over days without any has no value. */
export function rowsOn({ id, of }: Metric, rows: { shop: Shop; chosen: Chosen }): number {
  const counts = of.map((kind): number => {
    switch (kind) {
      case 'sale':
        return salesOf(id, sales(rows)).length;
      case 'traffic':
        return traffic(rows).length;
      case 'return':
        return returns(rows).length;
      case 'answer':
      case 'parcel':
        return 1;
    }
  });
  return Math.max(...counts);
}

function salesOf(id: string, rows: readonly SaleRow[]): readonly SaleRow[] {
  if (id === 'orders') return rows.filter(isLine);
  if (id === 'customers') return rows.filter(({ customer }) => customer !== undefined);
  if (id === 'new_customers') {
    return rows.filter((row) => isLine(row) && row.customer !== undefined && row.isFirst === true);
  }
  return rows;
}
