import type { Metric } from '../metric.ts';
import { csatAnswers, csatGood } from './parts/feedback.ts';

export const csat: Metric = {
  id: 'csat',
  version: 1,
  title: { en: 'Customer satisfaction', da: 'Kundetilfredshed' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  share: true,
  parts: [csatGood, csatAnswers],
  description: 'Answers of 4 or 5 ÷ answers on a scale to 5; other scales are left out.',
};
