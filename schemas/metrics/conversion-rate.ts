import type { Metric } from '../metric.ts';
import { converted, sessions } from './parts/traffic.ts';

export const conversionRate: Metric = {
  id: 'conversion_rate',
  version: 1,
  title: { en: 'Conversion rate', da: 'Konverteringsrate' },
  unit: 'ratio',
  direction: 'up',
  kind: 'ratio',
  share: true,
  parts: [converted, sessions],
  provisionalDays: 3,
  description: 'Sessions with at least one order ÷ sessions (not orders ÷ sessions).',
};
