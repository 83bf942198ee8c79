import { dayReader } from '../../../../connectors/local-day.ts';
import type { LedgerDay } from '../../../../connectors/sandbox/shopify/shop/ledger.ts';
import type { MoneyBag, Order, Sale } from '../../../../connectors/sandbox/shopify/model.ts';
import type { MadeUpShop } from '../../../../connectors/sandbox/shopify/shop/shop.ts';
import { parseDecimal } from '../../../../schemas/decimal.ts';

type Sums = { -readonly [K in keyof LedgerDay]: LedgerDay[K] };

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
  for (const { agreements } of orders.filter(({ test }) => !test)) {
    for (const { happenedAt, reason, sales } of agreements) {
      const day = dayOf(Date.parse(happenedAt));
      const sums = days.get(day) ?? nothingOn(day);
      days.set(day, sums);
      if (reason === 'ORDER') sums.orders += 1;
      for (const sale of sales) addSale(sums, sale);
    }
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

function nothingOn(day: string): Sums {
  const money = { gross: 0n, discounts: 0n, returned: 0n, net: 0n, tax: 0n, shipping: 0n };
  return { day, currency: 'DKK', ...money, orders: 0, quantity: 0 };
}

function addSale(sums: Sums, sale: Sale): void {
  if (!['PRODUCT', 'SHIPPING', 'ADJUSTMENT'].includes(sale.lineType)) return;
  const tax = micros(sale.totalTaxAmount);
  const discount = micros(sale.totalDiscountAmountBeforeTaxes);
  const net = micros(sale.totalAmount) - tax;
  sums.tax += tax;
  if (sale.lineType === 'SHIPPING') {
    sums.shipping += net;
    return;
  }
  sums.net += net;
  sums.quantity += sale.quantity ?? 0;
  if (sale.lineType === 'ADJUSTMENT' || sale.actionType === 'RETURN') {
    sums.returned -= net;
  } else {
    sums.gross += net + discount;
    sums.discounts += discount;
  }
}

export function micros({ shopMoney }: MoneyBag): bigint {
  const amount = parseDecimal(shopMoney.amount);
  if (amount === undefined) throw new Error(`no decimal: ${shopMoney.amount}`);
  return amount;
}
