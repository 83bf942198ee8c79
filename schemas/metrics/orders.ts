import type { Metric } from '../metric.ts';
import * as parts from './parts/sale.ts';

export const orders: Metric = {
  id: 'orders',
  version: 2,
  title: { en: 'Orders', da: 'Ordrer' },
  unit: 'count',
  direction: 'up',
  kind: 'distinct',
  parts: [parts.orders],
  description:
    'Distinct orders with at least one line sold, on the day they were placed: goods that are added or exchanged later count as units and sales of their own day, not as another order. Two connections that use the same number mean two orders, unless the configuration says `orders: shared`.',
};
