import type { Metric } from '../metric.ts';
import { sessions, withCheckout } from './parts/traffic.ts';

export const checkoutRate: Metric = {
  id: 'checkout_rate',
  version: 1,
  title: { en: 'Checkout rate', da: 'Kasserate' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  share: true,
  parts: [withCheckout, sessions],
  provisionalDays: 3,
  description: 'Sessions that reached the checkout ÷ sessions.',
};
