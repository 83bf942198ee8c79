import type { Metric } from '../metric.ts';
import { newBuyers } from './parts/sale.ts';

export const newCustomers: Metric = {
  id: 'new_customers',
  version: 2,
  title: { en: 'New customers', da: 'Nye kunder' },
  unit: 'count',
  direction: 'up',
  kind: 'distinct',
  parts: [newBuyers],
  description:
    'Distinct customers whose first order ever is among the orders; orders of which that is not known are left out. Customers belong to their connection, unless the configuration says `customers: shared`; which order was a customer’s first is what its connection says.',
};
