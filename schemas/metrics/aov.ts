import type { Metric } from '../metric.ts';
import { discounted, orders } from './parts/sale.ts';

export const aov: Metric = {
  id: 'aov',
  version: 3,
  title: { en: 'Average order value', da: 'Gennemsnitlig ordreværdi' },
  unit: 'money',
  direction: 'up',
  kind: 'ratio',
  parts: [discounted, orders],
  description:
    '(Gross sales − discounts of orders as they were placed) ÷ orders: edits, exchanges, cancellations and returns are left out. Orders belong to their connection, unless the configuration says `orders: shared`.',
};
