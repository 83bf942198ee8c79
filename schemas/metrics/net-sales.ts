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
  description:
    'Gross sales − discounts − sales reversals (returns, refunds, cancellations, edits), each on its own day.',
};
