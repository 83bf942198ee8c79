import type { Metric } from '../metric.ts';
import { gross, returned } from './parts/sale.ts';

export const returnValueRate: Metric = {
  id: 'return_value_rate',
  version: 2,
  title: { en: 'Return value of gross sales', da: 'Returværdi af bruttosalg' },
  unit: 'ratio',
  direction: 'down',
  kind: 'ratio',
  parts: [returned, gross],
  description: 'Value of returns ÷ gross sales, both by the day they happened.',
};
