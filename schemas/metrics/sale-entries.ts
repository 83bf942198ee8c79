import type { Metric } from '../metric.ts';
import { entries } from './parts/sale.ts';

export const saleEntries: Metric = {
  id: 'sale_entries',
  version: 1,
  title: { en: 'Sales ledger entries', da: 'Salgsposter' },
  unit: 'count',
  direction: 'up',
  kind: 'sum',
  parts: [entries],
  description: 'Entries of the sales ledger: every line, discount, edit, reversal and return.',
};
