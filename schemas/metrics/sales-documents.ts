import type { Metric } from '../metric.ts';
import { documents } from './parts/sale.ts';

export const salesDocuments: Metric = {
  id: 'sales_documents',
  version: 2,
  title: { en: 'Sales documents', da: 'Salgsbilag' },
  unit: 'count',
  direction: 'up',
  kind: 'distinct',
  parts: [documents],
  description:
    'Distinct document numbers: orders, invoices and credit notes. Two connections that use the same number mean two documents, unless the configuration says `orders: shared`.',
};
