import { z } from 'zod';
import { FACT_TYPES } from './facts.ts';

const slug = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,63}$/,
    'must be lower-case letters, digits and _, beginning with a letter',
  );

const column = z.string().regex(/^[a-zA-Z]+$/);

/** A condition on one column of a fact; all conditions of a part must hold. */
const conditionSchema = z.strictObject({
  column,
  in: z.array(z.string()).min(1).exactOptional(),
  /** Inclusive bounds for numbers, as plain decimals. */
  atLeast: z.string().exactOptional(),
  is: z.boolean().exactOptional(),
  /** The value is present (true) or absent (false). */
  present: z.boolean().exactOptional(),
});

/**
 * What is stored per goal and day: never a rate, only what a rate is made of.
 * sum adds the terms of each fact, count counts facts, distinct keeps the exact set of a column.
 */
export const partSchema = z.strictObject({
  id: slug,
  fact: z.enum(FACT_TYPES),
  aggregate: z.enum(['sum', 'count', 'distinct']),
  /** sum: signed columns added; distinct: the one column. */
  of: z.array(z.strictObject({ column, sign: z.literal([1, -1]) })).exactOptional(),
  where: z.array(conditionSchema).exactOptional(),
});

/** A versioned definition over facts. */
export const metricSchema = z.strictObject({
  id: slug,
  /** Grows with every change of the definition; kept beside each figure. */
  version: z.int().min(1),
  title: z.strictObject({ en: z.string(), da: z.string() }),
  unit: z.enum(['money', 'count', 'ratio']),
  /** The good direction. */
  direction: z.enum(['up', 'down']),
  kind: z.enum(['sum', 'ratio', 'distinct']),
  /** sum and distinct have one part; a ratio has a numerator and a denominator. */
  parts: z.union([z.tuple([partSchema]), z.tuple([partSchema, partSchema])]),
  /** The definition in words. */
  description: z.string(),
});

export type Part = z.infer<typeof partSchema>;
export type Condition = z.infer<typeof conditionSchema>;
export type Metric = z.infer<typeof metricSchema>;
