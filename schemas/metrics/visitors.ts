import type { Metric } from '../metric.ts';
import { visitorDays } from './parts/traffic.ts';

export const visitors: Metric = {
  id: 'visitors',
  version: 1,
  title: { en: 'Visitors by day', da: 'Besøgende pr. dag' },
  unit: 'count',
  direction: 'up',
  kind: 'sum',
  parts: [visitorDays],
  provisionalDays: 3,
  description:
    'Visitors of each day as the source counts them, added: who comes on three days, or in two rows of a day, counts as often. Sources don’t say who came, so a longer window’s visitors can’t be told.',
};
