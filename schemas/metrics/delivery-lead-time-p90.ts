import type { Metric } from '../metric.ts';
import { leadTimeP90 } from './parts/shipment.ts';

export const deliveryLeadTimeP90: Metric = {
  id: 'delivery_lead_time_p90',
  version: 2,
  title: { en: 'Delivery time, 90 %', da: 'Leveringstid, 90 %' },
  unit: 'days',
  direction: 'down',
  kind: 'percentile',
  parts: [leadTimeP90],
  description:
    'Nine of ten of the delivered parcels were delivered within so many days of the order (nearest rank: the smallest time that at least this share does not exceed); by the day they were promised for, else shipped. What is not delivered yet has no time and is left out: how many those are is said beside the figure.',
};
