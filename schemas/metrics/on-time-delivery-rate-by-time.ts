import type { Metric } from '../metric.ts';
import { judgedToTheMinute, onTimeToTheMinute } from './parts/shipment.ts';

export const onTimeDeliveryRateByTime: Metric = {
  id: 'on_time_delivery_rate_by_time',
  version: 2,
  title: { en: 'On-time delivery, to the minute', da: 'Levering til tiden, på minuttet' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  share: true,
  parts: [onTimeToTheMinute, judgedToTheMinute],
  description:
    'Delivered by the promised time, not only its day, ÷ what was due. Due are parcels promised for a day that is over; those not delivered by then are late. Parcels promised for today or later are open and not judged; neither are those without a promise, or of which only their day is known to have been kept.',
};
