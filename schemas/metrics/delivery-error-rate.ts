import type { Metric } from '../metric.ts';
import { shipped, wrong } from './parts/shipment.ts';

export const deliveryErrorRate: Metric = {
  id: 'delivery_error_rate',
  version: 1,
  title: { en: 'Delivery errors', da: 'Leveringsfejl' },
  unit: 'ratio',
  direction: 'down',
  kind: 'ratio',
  share: true,
  parts: [wrong, shipped],
  description: 'Parcels whose exception is faulty, wrong, lost or damaged ÷ parcels shipped.',
};
