import type { Metric, Part } from '../metric.ts';

function counted(id: string, column: string): Part {
  return { id, fact: 'traffic', aggregate: 'sum', of: [{ column, sign: 1 }] };
}

const sessions = counted('sessions', 'sessions');

/** Metrics over daily traffic counts. */
export const trafficMetrics: readonly Metric[] = [
  {
    id: 'sessions',
    version: 1,
    title: { en: 'Sessions', da: 'Sessioner' },
    unit: 'count',
    direction: 'up',
    kind: 'sum',
    parts: [sessions],
    description: 'Sessions as the source counts them.',
  },
  {
    id: 'conversion_rate',
    version: 1,
    title: { en: 'Conversion rate', da: 'Konverteringsrate' },
    unit: 'ratio',
    direction: 'up',
    kind: 'ratio',
    parts: [counted('converted_sessions', 'converted'), sessions],
    description: 'Sessions with at least one order ÷ sessions (not orders ÷ sessions).',
  },
  {
    id: 'add_to_cart_rate',
    version: 1,
    title: { en: 'Add-to-cart rate', da: 'Læg i kurv-rate' },
    unit: 'ratio',
    direction: 'up',
    kind: 'ratio',
    parts: [counted('cart_sessions', 'addedToCart'), sessions],
    description: 'Sessions that put something into the cart ÷ sessions.',
  },
];
