import type { Metric } from '../metric.ts';
import { total } from './parts/sale.ts';

export const totalSales: Metric = {
  id: 'total_sales',
  version: 2,
  title: { en: 'Total sales', da: 'Samlet salg' },
  unit: 'money',
  direction: 'up',
  kind: 'sum',
  parts: [total],
  description:
    'Net sales + taxes + duties + shipping + fees; a return counts on the day of the return. Tips and gift cards are no sales, their tax is tax.',
};
