import type { Metric } from '../metric.ts';
import { judged, onTimeToTheMinute } from './parts/shipment.ts';

export const onTimeDeliveryRateByTime: Metric = {
  id: 'on_time_delivery_rate_by_time',
  version: 1,
  title: { en: 'On-time delivery, to the minute', da: 'Levering til tiden, på minuttet' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  parts: [onTimeToTheMinute, judged],
  description:
    'Delivered by the promised time, not only its day, ÷ (delivered, or overdue and not delivered).',
};
