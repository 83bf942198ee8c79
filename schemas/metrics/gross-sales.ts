import type { Metric } from '../metric.ts';
import { gross } from './parts/sale.ts';

export const grossSales: Metric = {
  id: 'gross_sales',
  version: 1,
  title: { en: 'Gross sales', da: 'Bruttosalg' },
  unit: 'money',
  direction: 'up',
  kind: 'sum',
  parts: [gross],
  description: 'Price × quantity before tax, shipping, discounts and returns.',
};
