import type { Part } from '../../metric.ts';
import { terms } from '../../terms.ts';

/** The lines of orders as they were placed; goods added or exchanged later are edits. */
const line = { column: 'kind', in: ['line'] };
const edit = { column: 'kind', in: ['edit'] };
const sold = { column: 'kind', in: ['line', 'edit'] };
/** What changes an order after it was placed. */
const notLater = { column: 'kind', notIn: ['edit', 'reversal', 'return'] };
const someUnits = { column: 'quantity', above: '0' };
const withCustomer = { column: 'customer', present: true };

function sum<const Id extends string>(id: Id, value: string) {
  return { id, fact: 'sale', aggregate: 'sum', value: terms(value) } as const satisfies Part;
}

export const gross: Part = sum('gross_sales', 'gross');
export const discounts: Part = sum('discounts', 'discount');
/** Without what was cancelled or edited out before it was shipped: that was never out. */
export const returned: Part = {
  ...sum('returned_value', 'returned'),
  where: [{ column: 'kind', notIn: ['edit', 'reversal'] }],
};
export const reversals: Part = sum('sales_reversals', 'returned');
export const net: Part = sum('net_sales', 'gross - discount - returned');
export const total: Part = sum(
  'total_sales',
  'gross - discount - returned + tax + shipping + duties + fees',
);
/** Of orders as they were placed. */
export const discounted: Part = {
  ...sum('gross_less_discounts', 'gross - discount'),
  where: [notLater],
};
export const units: Part = sum('units', 'quantity');
/** With goods added later, on the day they were; less nothing that was taken off. */
export const unitsSold: Part = {
  id: 'units_sold',
  fact: 'sale',
  aggregate: 'sum',
  value: [
    { add: 'quantity', where: [line] },
    { add: 'quantity', where: [edit, someUnits] },
  ],
  where: [sold],
};
const back = [{ column: 'kind', in: ['return'] }];
export const unitsTakenBack: Part = { ...sum('units_taken_back', '-quantity'), where: back };
export const entries: Part = { id: 'sale_entries', fact: 'sale', aggregate: 'count' };

export const orders: Part = {
  id: 'orders',
  fact: 'sale',
  aggregate: 'distinct',
  of: 'orderId',
  where: [line],
};

export const documents: Part = {
  id: 'sales_documents',
  fact: 'sale',
  aggregate: 'distinct',
  of: 'orderId',
};

export const customers: Part = {
  id: 'customers',
  fact: 'sale',
  aggregate: 'distinct',
  of: 'customer',
  where: [withCustomer],
};

/** Customers with at least one order. */
export const buyers: Part = { ...customers, id: 'buyers', where: [line, withCustomer] };

/** Buyers of whose orders it is known whether they are the first. */
export const knownBuyers: Part = {
  ...customers,
  id: 'known_buyers',
  where: [line, withCustomer, { column: 'firstOrder', present: true }],
};

export const newBuyers: Part = {
  ...customers,
  id: 'new_buyers',
  where: [line, withCustomer, { column: 'firstOrder', is: true }],
};

export const returningBuyers: Part = {
  ...customers,
  id: 'returning_buyers',
  where: [line, withCustomer, { column: 'firstOrder', is: false }],
};

export const repeatBuyers: Part = {
  id: 'repeat_buyers',
  fact: 'sale',
  aggregate: 'repeated',
  of: 'customer',
  by: 'orderId',
  atLeast: 2,
  where: [line, withCustomer],
};

/** Units of the orders' lines that came back, whenever that was. */
export const unitsCameBack: Part = {
  id: 'units_came_back',
  fact: 'sale',
  aggregate: 'cohort',
  value: terms('-quantity'),
  where: [sold, someUnits],
  later: back,
};
