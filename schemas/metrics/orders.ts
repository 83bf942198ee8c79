import type { Metric } from '../metric.ts';
import * as parts from './parts/sale.ts';

export const orders: Metric = {
  id: 'orders',
  version: 1,
  title: { en: 'Orders', da: 'Ordrer' },
  unit: 'count',
  direction: 'up',
  kind: 'distinct',
  parts: [parts.orders],
  description: 'Distinct orders with at least one line sold.',
};
