import type { Metric } from '../metric.ts';
import { orders } from './parts/sale.ts';
import { sessions } from './parts/traffic.ts';

export const ordersPerSession: Metric = {
  id: 'orders_per_session',
  version: 2,
  title: { en: 'Orders by session', da: 'Ordrer pr. session' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  parts: [orders, sessions],
  provisionalDays: 3,
  description:
    'Orders ÷ sessions. Not the conversion rate: a session with two orders counts twice, and sales without a session count too. Orders belong to their connection, unless the configuration says `orders: shared`.',
};
