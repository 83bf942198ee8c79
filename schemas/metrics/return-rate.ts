import type { Metric } from '../metric.ts';
import { unitsCameBack, unitsSold } from './parts/sale.ts';

export const returnRate: Metric = {
  id: 'return_rate',
  version: 3,
  title: { en: 'Return rate by order', da: 'Returrate efter ordre' },
  unit: 'ratio',
  direction: 'down',
  kind: 'ratio',
  parts: [unitsCameBack, unitsSold],
  maturityDays: 60,
  description:
    'Units of the orders’ lines that came back, whenever that was, ÷ units sold, by the day they were sold. Units that were cancelled or edited out before they were shipped did not come back. Final once the goods can no longer be sent back. Each return counts once: with the last entry sold before it that has its line, else its goods, else its order, up to that entry’s units. Orders belong to their connection, unless the configuration says `orders: shared`.',
};
