import type { Metric } from '../metric.ts';
import * as parts from './parts/return.ts';

export const unitsReturned: Metric = {
  id: 'units_returned',
  version: 1,
  title: { en: 'Units returned', da: 'Returnerede enheder' },
  unit: 'count',
  direction: 'down',
  kind: 'sum',
  parts: [parts.unitsReturned],
  description: 'Units that customers sent back, on the day of the return.',
};
