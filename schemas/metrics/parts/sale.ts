import type { Part } from '../../metric.ts';
import { terms } from '../../terms.ts';

const line = { column: 'kind', in: ['line'] };
const withCustomer = { column: 'customer', present: true };

function sum<const Id extends string>(id: Id, value: string) {
  return { id, fact: 'sale', aggregate: 'sum', value: terms(value) } as const satisfies Part;
}

export const gross: Part = sum('gross_sales', 'gross');
export const discounts: Part = sum('discounts', 'discount');
export const returned: Part = sum('returned_value', 'returned');
export const net: Part = sum('net_sales', 'gross - discount - returned');
export const total: Part = sum('total_sales', 'gross - discount - returned + tax + shipping');
export const discounted: Part = sum('gross_less_discounts', 'gross - discount');
export const units: Part = sum('units', 'quantity');
export const unitsSold: Part = { ...sum('units_sold', 'quantity'), where: [line] };
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
  where: [line],
  later: back,
};
