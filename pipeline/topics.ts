import { FACT_TYPES, factTopic } from '../schemas/facts.ts';
import type { TopicSpec } from './log/log.ts';

/** Consumer groups of the processor's stages. */
export const GROUPS = { attribute: 'attribute', aggregate: 'aggregate' } as const;

const PARTITIONS = 4;

/** Every topic of the product. */
export const TOPICS: readonly TopicSpec[] = [
  ...FACT_TYPES.map((type) => ({
    name: factTopic(type),
    partitions: PARTITIONS,
    cleanup: 'delete' as const,
  })),
  { name: 'marks', partitions: 1, cleanup: 'delete' },
  { name: 'dead-letters', partitions: 1, cleanup: 'delete' },
  { name: 'cursors', partitions: 1, cleanup: 'compact' },
  { name: 'runs', partitions: 1, cleanup: 'compact' },
];

export const FACT_TOPICS: readonly string[] = FACT_TYPES.map(factTopic);
