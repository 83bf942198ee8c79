import type { Metric } from '../metric.ts';
import { discounted, orders } from './parts/sale.ts';

export const aov: Metric = {
  id: 'aov',
  version: 1,
  title: { en: 'Average order value', da: 'Gennemsnitlig ordreværdi' },
  unit: 'money',
  direction: 'up',
  kind: 'ratio',
  parts: [discounted, orders],
  description: '(Gross sales − discounts) ÷ orders.',
};
