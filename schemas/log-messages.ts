import { z } from 'zod';
import { FACT_TYPES } from './facts.ts';

/** Topic `marks`, keyed `type/day`: the day's aggregates must be made anew from its facts. */
export const markSchema = z.object({ type: z.enum(FACT_TYPES), day: z.iso.date() });

/** Topic `dead-letters`: what could not be taken in, with its reason and place. */
export const deadLetterSchema = z.object({
  stage: z.enum(['sync', 'attribute', 'aggregate']),
  reason: z.string(),
  /** "orders.csv.gz:1042", or "facts.sale/3@1042" for topic, partition and offset. */
  place: z.string(),
  raw: z.string(),
  /** ms since the epoch. */
  at: z.int(),
  connection: z.string().exactOptional(),
  stream: z.string().exactOptional(),
});

export type Mark = z.infer<typeof markSchema>;
export type DeadLetter = z.infer<typeof deadLetterSchema>;
