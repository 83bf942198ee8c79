import type { Metric } from '../metric.ts';
import { npsAnswers, promotersLessDetractors } from './parts/feedback.ts';

export const nps: Metric = {
  id: 'nps',
  version: 1,
  title: { en: 'Net promoter score', da: 'Net promoter score' },
  unit: 'score',
  direction: 'up',
  kind: 'ratio',
  parts: [promotersLessDetractors, npsAnswers],
  scale: 100,
  description:
    '(Answers of 9 and 10 − answers of 0 to 6) ÷ answers on a scale to 10, × 100; other scales are left out.',
};
