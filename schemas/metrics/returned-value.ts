import type { Metric } from '../metric.ts';
import { returned } from './parts/sale.ts';

export const returnedValue: Metric = {
  id: 'returned_value',
  version: 2,
  title: { en: 'Value of returns', da: 'Returværdi' },
  unit: 'money',
  direction: 'down',
  kind: 'sum',
  parts: [returned],
  description:
    'Value of goods taken back, on the day of the return, without what was cancelled or edited out before it was shipped (see sales_reversals).',
};
