import type { Metric } from '../metric.ts';
import * as parts from './parts/sale.ts';

export const customers: Metric = {
  id: 'customers',
  version: 2,
  title: { en: 'Customers', da: 'Kunder' },
  unit: 'count',
  direction: 'up',
  kind: 'distinct',
  parts: [parts.customers],
  description:
    'Distinct customers with at least one entry; entries without a customer are left out. Two connections that use the same customer number mean two customers, unless the configuration says `customers: shared`.',
};
