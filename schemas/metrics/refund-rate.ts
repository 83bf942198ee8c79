import type { Metric } from '../metric.ts';
import { net, returned } from './parts/sale.ts';

export const refundRate: Metric = {
  id: 'refund_rate',
  version: 2,
  title: { en: 'Return value of net sales', da: 'Returværdi af nettosalg' },
  unit: 'ratio',
  direction: 'down',
  kind: 'ratio',
  parts: [returned, net],
  description: 'Value of returns ÷ net sales, both by the day they happened.',
};
