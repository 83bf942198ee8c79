import type { Metric } from '../metric.ts';
import { buyers, repeatBuyers } from './parts/sale.ts';

export const repeatPurchaseRate: Metric = {
  id: 'repeat_purchase_rate',
  version: 2,
  title: { en: 'Repeat purchase rate', da: 'Genkøbsrate' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  share: true,
  parts: [repeatBuyers, buyers],
  description:
    'Customers with at least two orders within the days looked at ÷ customers with an order. Grows with the length of the window, so compare windows of one length. Customers and orders belong to their connection, unless the configuration says `customers: shared` or `orders: shared`.',
};
