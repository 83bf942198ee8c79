import type { Metric, Part } from '../metric.ts';

const csatAnswers: Part = {
  id: 'csat_answers',
  fact: 'feedback',
  aggregate: 'count',
  where: [{ column: 'kind', in: ['csat'] }],
};
const csatGood: Part = {
  id: 'csat_good',
  fact: 'feedback',
  aggregate: 'count',
  where: [
    { column: 'kind', in: ['csat'] },
    { column: 'score', atLeast: '4' },
  ],
};
const reviews: Part = {
  id: 'reviews',
  fact: 'feedback',
  aggregate: 'count',
  where: [{ column: 'kind', in: ['review'] }],
};
const stars: Part = {
  id: 'review_stars',
  fact: 'feedback',
  aggregate: 'sum',
  of: [{ column: 'score', sign: 1 }],
  where: [{ column: 'kind', in: ['review'] }],
};
const onTime: Part = {
  id: 'on_time_shipments',
  fact: 'shipment',
  aggregate: 'count',
  where: [{ column: 'onTime', is: true }],
};
const judged: Part = {
  id: 'judged_shipments',
  fact: 'shipment',
  aggregate: 'count',
  where: [{ column: 'onTime', present: true }],
};
const unitsReturned: Part = {
  id: 'units_returned',
  fact: 'return',
  aggregate: 'sum',
  of: [{ column: 'quantity', sign: 1 }],
};

/** Metrics over satisfaction, delivery and returned goods. */
export const serviceMetrics: readonly Metric[] = [
  {
    id: 'csat',
    version: 1,
    title: { en: 'Customer satisfaction', da: 'Kundetilfredshed' },
    unit: 'ratio',
    direction: 'up',
    kind: 'ratio',
    parts: [csatGood, csatAnswers],
    description: 'Answers of 4 or 5 on a scale of 5 ÷ answers.',
  },
  {
    id: 'review_rating',
    version: 1,
    title: { en: 'Review rating', da: 'Anmeldelser' },
    unit: 'count',
    direction: 'up',
    kind: 'ratio',
    parts: [stars, reviews],
    description: 'Sum of stars ÷ reviews.',
  },
  {
    id: 'on_time_delivery_rate',
    version: 1,
    title: { en: 'On-time delivery', da: 'Levering til tiden' },
    unit: 'ratio',
    direction: 'up',
    kind: 'ratio',
    parts: [onTime, judged],
    description:
      'Delivered by the end of the promised local day ÷ (delivered, or overdue and not delivered).',
  },
  {
    id: 'units_returned',
    version: 1,
    title: { en: 'Units returned', da: 'Returnerede enheder' },
    unit: 'count',
    direction: 'down',
    kind: 'sum',
    parts: [unitsReturned],
    description: 'Units that customers sent back, on the day of the return.',
  },
];
