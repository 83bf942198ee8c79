import type { Metric } from '../metric.ts';
import { reviews, stars } from './parts/feedback.ts';

export const reviewRating: Metric = {
  id: 'review_rating',
  version: 1,
  title: { en: 'Review rating', da: 'Anmeldelser' },
  unit: 'score',
  direction: 'up',
  kind: 'mean',
  parts: [stars, reviews],
  description: 'Sum of stars ÷ reviews on a scale to 5; other scales are left out.',
};
