import type { Metric } from '../metric.ts';
import * as parts from './parts/sale.ts';

export const units: Metric = {
  id: 'units',
  version: 1,
  title: { en: 'Units, net of returns', da: 'Enheder, netto' },
  unit: 'count',
  direction: 'up',
  kind: 'sum',
  parts: [parts.units],
  description: 'Units sold less units returned, cancelled or edited out.',
};
