import type { Metric } from '../metric.ts';
import { net } from './parts/sale.ts';

export const netSales: Metric = {
  id: 'net_sales',
  version: 1,
  title: { en: 'Net sales', da: 'Nettosalg' },
  unit: 'money',
  direction: 'up',
  kind: 'sum',
  parts: [net],
  description: 'Gross sales − discounts − returns; a return counts on the day of the return.',
};
