import type { Metric } from '../metric.ts';
import * as parts from './parts/sale.ts';

export const discounts: Metric = {
  id: 'discounts',
  version: 1,
  title: { en: 'Discounts', da: 'Rabatter' },
  unit: 'money',
  direction: 'none',
  kind: 'sum',
  parts: [parts.discounts],
  description: 'Line discounts and the proportional share of order discounts, before tax.',
};
