import type { Part } from '../../metric.ts';
import { terms } from '../../terms.ts';

export const onTime: Part = {
  id: 'on_time_shipments',
  fact: 'shipment',
  aggregate: 'count',
  where: [{ column: 'onTime', is: true }],
};

/** Due, and delivered or not. */
export const judged: Part = {
  id: 'judged_shipments',
  fact: 'shipment',
  aggregate: 'count',
  where: [{ column: 'onTime', present: true }],
};

export const onTimeToTheMinute: Part = {
  id: 'shipments_by_promised_time',
  fact: 'shipment',
  aggregate: 'count',
  where: [{ column: 'onTimeToTheMinute', is: true }],
};

/** Due, and of which it can be said whether they came by the promised time. */
export const judgedToTheMinute: Part = {
  id: 'shipments_with_promised_time',
  fact: 'shipment',
  aggregate: 'count',
  where: [{ column: 'onTimeToTheMinute', present: true }],
};

export const shipped: Part = {
  id: 'shipped_shipments',
  fact: 'shipment',
  aggregate: 'count',
  where: [{ column: 'shippedAt', present: true }],
};

export const wrong: Part = {
  id: 'wrong_shipments',
  fact: 'shipment',
  aggregate: 'count',
  where: [
    { column: 'shippedAt', present: true },
    { column: 'exception', in: ['faulty', 'wrong', 'lost', 'damaged'] },
  ],
};

/** What was delivered before it was ordered has a wrong time. */
const leadTime = {
  fact: 'shipment',
  aggregate: 'percentile',
  value: terms('deliveredAt - orderedAt'),
  where: [{ column: 'orderedAt', notAfter: 'deliveredAt' }],
} satisfies Partial<Part>;

export const leadTimeMedian: Part = { ...leadTime, id: 'lead_time_p50', quantile: '0.5' };
export const leadTimeP90: Part = { ...leadTime, id: 'lead_time_p90', quantile: '0.9' };
