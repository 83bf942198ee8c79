import { z } from 'zod';
import { metricFields, metricId, partSchema } from './metric.ts';

/** A part of another metric, by its id. */
const referenceSchema = z.strictObject({ part: metricId });

/** A part that is written out, or the id of one that there is. */
const partInputSchema = z.union([referenceSchema, partSchema]);

/** A metric as people write it. */
export const metricInputSchema = z.strictObject({
  ...metricFields,
  version: metricFields.version.default(1),
  title: z
    .union([
      z.string().min(1),
      z.strictObject({ en: z.string().min(1), da: z.string().min(1).exactOptional() }),
    ])
    .describe('In English, or { en, da }.'),
  parts: z
    .array(partInputSchema)
    .min(1)
    .max(2)
    .describe('One; for a ratio a numerator and a denominator, for a mean a sum and a count.'),
});

/** A file of own metrics. */
export const metricFileSchema = z.strictObject({ metrics: z.array(metricInputSchema) });

export type MetricInput = z.infer<typeof metricInputSchema>;
