import type { Metric } from '../metric.ts';
import * as parts from './parts/traffic.ts';

export const sessions: Metric = {
  id: 'sessions',
  version: 1,
  title: { en: 'Sessions', da: 'Sessioner' },
  unit: 'count',
  direction: 'up',
  kind: 'sum',
  parts: [parts.sessions],
  provisionalDays: 3,
  description: 'Sessions as the source counts them.',
};
