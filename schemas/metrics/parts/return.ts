import type { Part } from '../../metric.ts';
import { terms } from '../../terms.ts';

export const unitsReturned: Part = {
  id: 'units_returned',
  fact: 'return',
  aggregate: 'sum',
  value: terms('quantity'),
};
