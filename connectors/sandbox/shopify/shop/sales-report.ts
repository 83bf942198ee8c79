import { dayOf as dayText } from '../../../../schemas/calendar.ts';
import { ledgerOf, type LedgerDay } from './ledger.ts';
import type { ReportRow, ReportSource } from './report-source.ts';
import { ZONE } from './zone.ts';

/**
 * The names in Shopify's documentation of `sales`; `sales_reversals` is what newer versions call
 * `returns`. Discounts and returns are negative. `total_sales` leaves out duties, fees and tips here.
 */
export const sales: ReportSource = {
  metrics: {
    orders: 'INTEGER',
    gross_sales: 'MONEY',
    discounts: 'MONEY',
    returns: 'MONEY',
    sales_reversals: 'MONEY',
    net_sales: 'MONEY',
    shipping_charges: 'MONEY',
    taxes: 'MONEY',
    total_sales: 'MONEY',
    net_items_sold: 'INTEGER',
  },
  dimensions: [],
  rows({ first, last, now, stories }) {
    const days = ledgerOf(stories, now, ZONE);
    const [from, to] = [dayText(first), dayText(last)];
    return days.filter(({ day }) => day >= from && day <= to).map(salesRow);
  },
};

function salesRow(ledger: LedgerDay): ReportRow {
  const oere = (micros: bigint) => Number(micros / 10_000n);
  const { day, orders, quantity, gross, discounts, returned, net, shipping, tax } = ledger;
  const metrics = {
    orders,
    gross_sales: oere(gross),
    discounts: oere(-discounts),
    returns: oere(-returned),
    sales_reversals: oere(-returned),
    net_sales: oere(net),
    shipping_charges: oere(shipping),
    taxes: oere(tax),
    total_sales: oere(net + shipping + tax),
    net_items_sold: quantity,
  };
  return { day, dimensions: {}, metrics };
}
