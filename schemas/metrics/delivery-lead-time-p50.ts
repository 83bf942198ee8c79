import type { Metric } from '../metric.ts';
import { leadTimeMedian } from './parts/shipment.ts';

export const deliveryLeadTimeP50: Metric = {
  id: 'delivery_lead_time_p50',
  version: 2,
  title: { en: 'Delivery time, median', da: 'Leveringstid, median' },
  unit: 'days',
  direction: 'down',
  kind: 'percentile',
  parts: [leadTimeMedian],
  description:
    'Half of the delivered parcels were delivered within so many days of the order (nearest rank: the smallest time that at least this share does not exceed); by the day they were promised for, else shipped. What is not delivered yet has no time and is left out: how many those are is said beside the figure.',
};
