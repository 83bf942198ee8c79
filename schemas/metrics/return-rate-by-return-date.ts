import type { Metric } from '../metric.ts';
import { unitsSold, unitsTakenBack } from './parts/sale.ts';

export const returnRateByReturnDate: Metric = {
  id: 'return_rate_by_return_date',
  version: 2,
  title: { en: 'Return rate by return date', da: 'Returrate efter returdato' },
  unit: 'ratio',
  direction: 'down',
  kind: 'ratio',
  parts: [unitsTakenBack, unitsSold],
  description:
    'Units taken back ÷ units sold, both by the day they happened. Units that were cancelled or edited out before they were shipped were not taken back.',
};
