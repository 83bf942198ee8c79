import type { Metric } from '../metric.ts';
import { sessions, withCart } from './parts/traffic.ts';

export const addToCartRate: Metric = {
  id: 'add_to_cart_rate',
  version: 1,
  title: { en: 'Add-to-cart rate', da: 'Læg i kurv-rate' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  share: true,
  parts: [withCart, sessions],
  provisionalDays: 3,
  description: 'Sessions that put something into the cart ÷ sessions.',
};
