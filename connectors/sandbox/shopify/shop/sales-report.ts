import { dayOf as dayText } from '../../../../schemas/calendar.ts';
import { ledgerOf, type LedgerDay } from './ledger.ts';
import type { ReportRow, ReportSource } from './report-source.ts';
import { ZONE } from './zone.ts';

/**
 * The names in Shopify's documentation of `sales`; `sales_reversals` is what newer versions call
 * `returns`. Discounts and returns are negative. `total_sales` has duties and fees in it, and no tips.
 */
export const sales: ReportSource = {
  metrics: {
    orders: 'INTEGER',
    customers: 'INTEGER',
    new_customers: 'INTEGER',
    gross_sales: 'MONEY',
    discounts: 'MONEY',
    returns: 'MONEY',
    sales_reversals: 'MONEY',
    net_sales: 'MONEY',
    shipping_charges: 'MONEY',
    duties: 'MONEY',
    additional_fees: 'MONEY',
    return_fees: 'MONEY',
    taxes: 'MONEY',
    total_sales: 'MONEY',
    quantity_ordered: 'INTEGER',
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
  const { day, orders, customers, newCustomers, quantity, sold } = ledger;
  const metrics = {
    orders,
    customers,
    new_customers: newCustomers,
    gross_sales: oere(ledger.gross),
    discounts: oere(-ledger.discounts),
    returns: oere(-ledger.returned),
    sales_reversals: oere(-ledger.returned),
    net_sales: oere(ledger.net),
    shipping_charges: oere(ledger.shipping),
    duties: oere(ledger.duties),
    additional_fees: oere(ledger.fees - ledger.returnFees),
    return_fees: oere(ledger.returnFees),
    taxes: oere(ledger.tax),
    total_sales: oere(ledger.total),
    quantity_ordered: sold,
    net_items_sold: quantity,
  };
  return { day, dimensions: {}, metrics };
}
