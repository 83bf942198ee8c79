import { dayReader } from '../../../../connectors/local-day.ts';
import type { LedgerDay } from '../../../../connectors/sandbox/shopify/shop/ledger.ts';
import type {
  Agreement,
  MoneyBag,
  Order,
  Sale,
} from '../../../../connectors/sandbox/shopify/model.ts';
import type { MadeUpShop } from '../../../../connectors/sandbox/shopify/shop/shop.ts';
import { parseDecimal } from '../../../../schemas/decimal.ts';

type Sums = { -readonly [K in keyof LedgerDay]: LedgerDay[K] } & {
  readonly buyers: Set<string>;
  readonly firstBuyers: Set<string>;
};

export function allOrders(shop: MadeUpShop, now: number): Order[] {
  return shop.search({}, now).map(({ id }) => {
    const order = shop.order(id, now);
    if (order === undefined) throw new Error(`${id} was found and is not there`);
    return order;
  });
}

/** The ledger by what the API shows of the orders, and nothing else. */
export function sumOrders(orders: readonly Order[], zone: string): LedgerDay[] {
  const dayOf = dayReader(zone);
  const days = new Map<string, Sums>();
  for (const order of orders.filter(({ test }) => !test)) {
    for (const agreement of order.agreements) {
      const day = dayOf(Date.parse(agreement.happenedAt));
      const sums = days.get(day) ?? nothingOn(day);
      days.set(day, sums);
      if (agreement.reason === 'ORDER') addOrder(sums, order);
      for (const sale of agreement.sales)
        addSale(sums, sale, () => isUnsent(order, agreement, sale));
    }
  }
  const sorted = [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return sorted.map(({ buyers: _buyers, firstBuyers: _firstBuyers, ...day }) => day);
}

function nothingOn(day: string): Sums {
  const money = { gross: 0n, discounts: 0n, returned: 0n, net: 0n, tax: 0n, shipping: 0n };
  const more = { duties: 0n, fees: 0n, returnFees: 0n, total: 0n };
  const counts = { orders: 0, customers: 0, newCustomers: 0, quantity: 0, sold: 0, cameBack: 0 };
  const people = { buyers: new Set<string>(), firstBuyers: new Set<string>() };
  return { day, currency: 'DKK', ...money, ...more, ...counts, ...people };
}

function addOrder(sums: Sums, { customer, customerJourneySummary: journey }: Order): void {
  sums.orders += 1;
  if (customer === null) return;
  sums.customers = sums.buyers.add(customer.id).size;
  if (journey?.customerOrderIndex !== 1) return;
  sums.newCustomers = sums.firstBuyers.add(customer.id).size;
}

/** Whether what a sale takes off had not been sent, by the refund's own words or the parcels. */
function isUnsent({ fulfillments }: Order, agreement: Agreement, { lineItem }: Sale): boolean {
  if (agreement.reason === 'ORDER_EDIT') return true;
  if (agreement.reason !== 'REFUND') return false;
  const items = agreement.refund?.refundLineItems ?? [];
  const restock = items.find((each) => each.lineItem.id === lineItem?.id)?.restockType;
  return (
    restock === 'CANCEL' ||
    !fulfillments.some(
      ({ status, createdAt }) => status === 'SUCCESS' && createdAt <= agreement.happenedAt,
    )
  );
}

function addSale(sums: Sums, sale: Sale, unsent: () => boolean): void {
  const tax = micros(sale.totalTaxAmount);
  const discount = micros(sale.totalDiscountAmountBeforeTaxes);
  const net = micros(sale.totalAmount) - tax;
  const { lineType, actionType } = sale;
  sums.tax += tax;
  sums.total += tax;
  if (lineType === 'GIFT_CARD' || lineType === 'TIP') return;
  sums.total += net;
  if (lineType === 'SHIPPING') sums.shipping += net;
  else if (lineType === 'DUTY') sums.duties += net;
  else if (lineType === 'FEE' || lineType === 'ADDITIONAL_FEE') sums.fees += net;
  if (lineType === 'FEE') sums.returnFees += net;
  if (lineType !== 'PRODUCT' && lineType !== 'ADJUSTMENT') return;
  const pieces = sale.quantity ?? 0;
  sums.net += net;
  sums.quantity += pieces;
  if (lineType === 'ADJUSTMENT' || actionType === 'RETURN') {
    sums.returned -= net;
    if (!unsent()) sums.cameBack -= pieces;
  } else {
    sums.gross += net + discount;
    sums.discounts += discount;
    sums.sold += pieces;
  }
}

export function micros({ shopMoney }: MoneyBag): bigint {
  const amount = parseDecimal(shopMoney.amount);
  if (amount === undefined) throw new Error(`no decimal: ${shopMoney.amount}`);
  return amount;
}
