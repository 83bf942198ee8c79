import type { Metric } from '../metric.ts';
import { judged, onTime } from './parts/shipment.ts';

export const onTimeDeliveryRate: Metric = {
  id: 'on_time_delivery_rate',
  version: 2,
  title: { en: 'On-time delivery', da: 'Levering til tiden' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  share: true,
  parts: [onTime, judged],
  description:
    'Delivered by the end of the promised local day ÷ what was due. Due are parcels promised for a day that is over; those not delivered by then are late, delivered since or not. Parcels promised for today or later are open and not judged, however early they came; neither are those without a promise. A source’s own flag counts only where its times don’t tell.',
};
