import { formatDecimal } from '../../schemas/decimal.ts';
import type { FactOf, FactType } from '../../schemas/facts.ts';
import { dayOf } from './calendar.ts';
import { isOnTime, type Order } from './orders.ts';

type Draft<T extends FactType> = Omit<FactOf[T], 'source' | 'stream' | 'observedAt'>;

/** Facts of the sample shop become known at their version's time, ms. */
type CustomerKey = (id: string) => string;

const money = (oere: number): string => formatDecimal(BigInt(oere) * 10_000n);
const TAX_PERCENT = 25;

function when(at: number) {
  return { version: at, occurredAt: at, day: dayOf(at) };
}

function where({ country, channel, campaign, device }: Order) {
  return { shop: 'sample', country, channel, campaign, device };
}

function goods(order: Order, line: number) {
  const item = order.lines[line]?.item;
  if (item === undefined) throw new RangeError(`order ${order.id} has no line ${line}`);
  const { sku, product, productType, vendor } = item;
  return { sku, product, productType, vendor };
}

function lineGross(order: Order, line: number): number {
  const sold = order.lines[line];
  return sold ? sold.item.price * sold.quantity : 0;
}

function lineDiscount(order: Order, line: number): number {
  return Math.floor((lineGross(order, line) * order.discountPercent) / 100);
}

/** The sales ledger of one order. */
export function salesOf(order: Order, customerKey: CustomerKey): Draft<'sale'>[] {
  const { id: orderId, firstOrder } = order;
  const customer = customerKey(order.customer);
  const base = { ...where(order), orderId, currency: 'DKK', customer, firstOrder };
  const at = when(order.at);
  const entries: Draft<'sale'>[] = [];
  let net = 0;
  for (const [n, { quantity }] of order.lines.entries()) {
    const line = { ...base, ...at, ...goods(order, n), line: String(n + 1) };
    const discount = lineDiscount(order, n);
    const gross = lineGross(order, n);
    net += gross - discount;
    const id = `${orderId}/line/${n + 1}`;
    entries.push({ ...line, id, kind: 'line', quantity: String(quantity), gross: money(gross) });
    if (discount === 0) continue;
    const off = { kind: 'discount', quantity: '0', discount: money(discount) } as const;
    entries.push({ ...line, id: `${orderId}/discount/${n + 1}`, ...off });
  }
  const other = { ...base, ...at, quantity: '0' };
  const tax = money(Math.floor(((net + order.shipping) * TAX_PERCENT) / 100));
  entries.push({ ...other, id: `${orderId}/tax`, kind: 'tax', tax });
  if (order.shipping > 0) {
    const shipping = money(order.shipping);
    entries.push({ ...other, id: `${orderId}/shipping`, kind: 'shipping', shipping });
  }
  if (order.returned && !order.lost) {
    const { line, receivedAt } = order.returned;
    entries.push({
      ...base,
      ...when(receivedAt),
      ...goods(order, line),
      id: `${orderId}/return/${line + 1}`,
      kind: 'return',
      line: String(line + 1),
      quantity: String(-(order.lines[line]?.quantity ?? 0)),
      returned: money(lineGross(order, line) - lineDiscount(order, line)),
    });
  }
  return entries;
}

/** The goods sent back: asked for, then received. */
export function returnsOf(order: Order): Draft<'return'>[] {
  if (!order.returned || order.lost) return [];
  const { line, requestedAt, receivedAt, reason } = order.returned;
  const fact = {
    ...when(requestedAt),
    ...goods(order, line),
    shop: 'sample',
    country: order.country,
    channel: order.channel,
    carrier: order.carrier,
    id: `${order.id}/${line + 1}`,
    orderId: order.id,
    requestedAt,
    reason,
    quantity: String(order.lines[line]?.quantity ?? 0),
  };
  return [fact, { ...fact, version: receivedAt, receivedAt }];
}

/** The parcel: shipped, then delivered or, rarely, lost. */
export function shipmentsOf(order: Order): Draft<'shipment'>[] {
  const { id, shippedAt, promisedAt, deliveredAt } = order;
  const { country, carrier } = order;
  const base = { id, orderId: id, shop: 'sample', country, carrier, orderedAt: order.at };
  const day = dayOf(promisedAt);
  const shipped = {
    ...base,
    occurredAt: shippedAt,
    day,
    promisedAt,
    shippedAt,
    version: shippedAt,
  };
  const arrived = order.lost ? { exception: 'lost' } : { deliveredAt };
  return [shipped, { ...shipped, version: deliveredAt, ...arrived, onTime: isOnTime(order) }];
}

/** What the customer says of it. */
export function feedbackOf(order: Order, customerKey: CustomerKey): Draft<'feedback'>[] {
  if (order.lost) return [];
  const { country, carrier, channel } = order;
  const base = {
    shop: 'sample',
    country,
    carrier,
    channel,
    orderId: order.id,
    customer: customerKey(order.customer),
    scaleMin: '1',
    scaleMax: '5',
  };
  const answers = [
    ['review', order.review, goods(order, 0)],
    ['csat', order.csat, {}],
  ] as const;
  return answers.flatMap(([kind, answer, about]) =>
    answer
      ? [
          {
            ...base,
            ...about,
            ...when(answer.at),
            id: `${order.id}/${kind}`,
            kind,
            score: String(answer.score),
          },
        ]
      : [],
  );
}
