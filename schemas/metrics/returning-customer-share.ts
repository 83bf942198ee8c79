import type { Metric } from '../metric.ts';
import { knownBuyers, returningBuyers } from './parts/sale.ts';

export const returningCustomerShare: Metric = {
  id: 'returning_customer_share',
  version: 2,
  title: { en: 'Returning customers', da: 'Tilbagevendende kunder' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  share: true,
  parts: [returningBuyers, knownBuyers],
  description:
    'Customers with at least one order that was not their first ever ÷ customers with an order; orders of which that is not known are left out. Customers belong to their connection, unless the configuration says `customers: shared`; which order was a customer’s first is what its connection says.',
};
