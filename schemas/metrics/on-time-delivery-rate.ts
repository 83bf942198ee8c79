import type { Metric } from '../metric.ts';
import { judged, onTime } from './parts/shipment.ts';

export const onTimeDeliveryRate: Metric = {
  id: 'on_time_delivery_rate',
  version: 1,
  title: { en: 'On-time delivery', da: 'Levering til tiden' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  parts: [onTime, judged],
  description:
    'Delivered by the end of the promised local day ÷ (delivered, or overdue and not delivered).',
};
