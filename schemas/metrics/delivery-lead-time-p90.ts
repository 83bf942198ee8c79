import type { Metric } from '../metric.ts';
import { leadTimeP90 } from './parts/shipment.ts';

export const deliveryLeadTimeP90: Metric = {
  id: 'delivery_lead_time_p90',
  version: 1,
  title: { en: 'Delivery time, 90 %', da: 'Leveringstid, 90 %' },
  unit: 'days',
  direction: 'down',
  kind: 'percentile',
  parts: [leadTimeP90],
  description:
    'Nine of ten parcels were delivered within so many days of the order; by the day they were promised for.',
};
