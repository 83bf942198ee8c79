import type { Metric } from '../metric.ts';
import { reversals } from './parts/sale.ts';

export const salesReversals: Metric = {
  id: 'sales_reversals',
  version: 1,
  title: { en: 'Sales reversals', da: 'Tilbageførte salg' },
  unit: 'money',
  direction: 'down',
  kind: 'sum',
  parts: [reversals],
  description:
    'Everything taken off sales on its own day: returns, refunds, cancellations and edits. Gross sales − discounts − sales reversals = net sales.',
};
