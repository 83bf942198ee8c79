import type { Metric } from '../metric.ts';
import { leadTimeMedian } from './parts/shipment.ts';

export const deliveryLeadTimeP50: Metric = {
  id: 'delivery_lead_time_p50',
  version: 1,
  title: { en: 'Delivery time, median', da: 'Leveringstid, median' },
  unit: 'days',
  direction: 'down',
  kind: 'percentile',
  parts: [leadTimeMedian],
  description:
    'Half of the parcels were delivered within so many days of the order; by the day they were promised for.',
};
