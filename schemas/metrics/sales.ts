import type { Metric, Part } from '../metric.ts';

const gross: Part = {
  id: 'gross_sales',
  fact: 'sale',
  aggregate: 'sum',
  of: [{ column: 'gross', sign: 1 }],
};
const discounts: Part = {
  id: 'discounts',
  fact: 'sale',
  aggregate: 'sum',
  of: [{ column: 'discount', sign: 1 }],
};
const returned: Part = {
  id: 'returned_value',
  fact: 'sale',
  aggregate: 'sum',
  of: [{ column: 'returned', sign: 1 }],
};
const net: Part = {
  id: 'net_sales',
  fact: 'sale',
  aggregate: 'sum',
  of: [
    { column: 'gross', sign: 1 },
    { column: 'discount', sign: -1 },
    { column: 'returned', sign: -1 },
  ],
};
const discounted: Part = {
  id: 'gross_less_discounts',
  fact: 'sale',
  aggregate: 'sum',
  of: [
    { column: 'gross', sign: 1 },
    { column: 'discount', sign: -1 },
  ],
};
const units: Part = {
  id: 'units',
  fact: 'sale',
  aggregate: 'sum',
  of: [{ column: 'quantity', sign: 1 }],
};
const sold = [{ column: 'kind', in: ['line'] }];
const orders: Part = {
  id: 'orders',
  fact: 'sale',
  aggregate: 'distinct',
  of: [{ column: 'orderId', sign: 1 }],
  where: sold,
};
const documents: Part = {
  id: 'sales_documents',
  fact: 'sale',
  aggregate: 'distinct',
  of: [{ column: 'orderId', sign: 1 }],
};
const customers: Part = {
  id: 'customers',
  fact: 'sale',
  aggregate: 'distinct',
  of: [{ column: 'customer', sign: 1 }],
  where: [{ column: 'customer', present: true }],
};
const entries: Part = { id: 'sale_entries', fact: 'sale', aggregate: 'count' };

/** Metrics over the sales ledger, by the definitions that Shopify and its resellers share. */
export const salesMetrics: readonly Metric[] = [
  {
    id: 'gross_sales',
    version: 1,
    title: { en: 'Gross sales', da: 'Bruttosalg' },
    unit: 'money',
    direction: 'up',
    kind: 'sum',
    parts: [gross],
    description: 'Price × quantity before tax, shipping, discounts and returns.',
  },
  {
    id: 'discounts',
    version: 1,
    title: { en: 'Discounts', da: 'Rabatter' },
    unit: 'money',
    direction: 'down',
    kind: 'sum',
    parts: [discounts],
    description: 'Line discounts and the proportional share of order discounts, before tax.',
  },
  {
    id: 'returned_value',
    version: 1,
    title: { en: 'Value of returns', da: 'Returværdi' },
    unit: 'money',
    direction: 'down',
    kind: 'sum',
    parts: [returned],
    description: 'Value of goods taken back, on the day of the return.',
  },
  {
    id: 'net_sales',
    version: 1,
    title: { en: 'Net sales', da: 'Nettosalg' },
    unit: 'money',
    direction: 'up',
    kind: 'sum',
    parts: [net],
    description: 'Gross sales − discounts − returns; a return counts on the day of the return.',
  },
  {
    id: 'units',
    version: 1,
    title: { en: 'Units, net of returns', da: 'Enheder, netto' },
    unit: 'count',
    direction: 'up',
    kind: 'sum',
    parts: [units],
    description: 'Units sold less units returned.',
  },
  {
    id: 'sale_entries',
    version: 1,
    title: { en: 'Sales ledger entries', da: 'Salgsposter' },
    unit: 'count',
    direction: 'up',
    kind: 'sum',
    parts: [entries],
    description: 'Entries of the sales ledger: every line, discount, edit and return.',
  },
  {
    id: 'orders',
    version: 1,
    title: { en: 'Orders', da: 'Ordrer' },
    unit: 'count',
    direction: 'up',
    kind: 'distinct',
    parts: [orders],
    description: 'Distinct orders with at least one line sold.',
  },
  {
    id: 'sales_documents',
    version: 1,
    title: { en: 'Sales documents', da: 'Salgsbilag' },
    unit: 'count',
    direction: 'up',
    kind: 'distinct',
    parts: [documents],
    description: 'Distinct document numbers: orders, invoices and credit notes.',
  },
  {
    id: 'customers',
    version: 1,
    title: { en: 'Customers', da: 'Kunder' },
    unit: 'count',
    direction: 'up',
    kind: 'distinct',
    parts: [customers],
    description:
      'Distinct customers with at least one entry; entries without a customer are left out.',
  },
  {
    id: 'aov',
    version: 1,
    title: { en: 'Average order value', da: 'Gennemsnitlig ordreværdi' },
    unit: 'money',
    direction: 'up',
    kind: 'ratio',
    parts: [discounted, orders],
    description: '(Gross sales − discounts) ÷ orders.',
  },
  {
    id: 'refund_rate',
    version: 1,
    title: { en: 'Return value of net sales', da: 'Returværdi af nettosalg' },
    unit: 'ratio',
    direction: 'down',
    kind: 'ratio',
    parts: [returned, net],
    description: 'Value of returns ÷ net sales, both by the day they happened.',
  },
  {
    id: 'return_value_rate',
    version: 1,
    title: { en: 'Return value of gross sales', da: 'Returværdi af bruttosalg' },
    unit: 'ratio',
    direction: 'down',
    kind: 'ratio',
    parts: [returned, gross],
    description: 'Value of returns ÷ gross sales, both by the day they happened.',
  },
];
