import { z } from 'zod';
import { dimensionSchema } from './dimensions.ts';
import { FACT_TYPES } from './facts.ts';
import { decimalInput } from './goals.ts';
import type { LocalRules } from './metrics/local.ts';
import { isExpression, terms } from './terms.ts';

export const metricId = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,63}$/,
    'must be lower-case letters, digits and _, beginning with a letter; write one such as net_sales',
  );

const column = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_]*$/, 'is not the name of a column; write one such as quantity');

/** A condition on one column of a fact; all conditions of a list must hold. */
const conditionSchema = z
  .strictObject({
    column,
    in: z.array(z.string()).min(1).exactOptional().describe('One of these texts.'),
    notIn: z.array(z.string()).min(1).exactOptional(),
    atLeast: decimalInput.exactOptional(),
    above: decimalInput.exactOptional(),
    atMost: decimalInput.exactOptional(),
    below: decimalInput.exactOptional(),
    is: z.boolean().exactOptional().describe('Of a flag; an unknown one is neither.'),
    present: z.boolean().exactOptional().describe('The value is there (true) or absent (false).'),
    notAfter: column.exactOptional().describe('Another time of the same fact.'),
  })
  .refine(
    (condition) => Object.keys(condition).length > 1,
    'tests nothing; add in, notIn, atLeast, above, atMost, below, is, present or notAfter',
  );

const where = z.array(conditionSchema).min(1).exactOptional();
const added = z.union([column, z.literal(1)]).describe('A column, or 1 to count the fact.');

/** One term of a value; with conditions of its own it adds nothing where they don't hold. */
const termSchema = z.union(
  [z.strictObject({ add: added, where }), z.strictObject({ subtract: added, where })],
  { error: 'is not a term; write { add: column } or { subtract: column }, with where if need be' },
);

const value = z
  .union([z.string().refine(isExpression).transform(terms), z.array(termSchema).min(1)], {
    error:
      'is not a sum of columns; write one such as gross - discount, or a list of { add: column, where: [...] }',
  })
  .describe(
    'Columns added and subtracted, as in gross - discount; or the difference of two times, in days.',
  );

const head = {
  id: metricId.describe('One id has one definition, in whatever metric.'),
  fact: z.enum(FACT_TYPES).exclude(['rate']),
  where,
};

/** The levels that are kept for BI, and that a percentile may have. */
export const QUANTILES = ['0.5', '0.75', '0.9', '0.95', '0.99'] as const;

/**
 * What a metric is made of, never a rate. sum, count and distinct are kept for each goal and day;
 * percentile, repeated and cohort are worked out from the facts of a goal's days.
 */
export const partSchema = z.discriminatedUnion(
  'aggregate',
  [
    z.strictObject({ ...head, aggregate: z.literal('sum'), value }),
    /** Facts. */
    z.strictObject({ ...head, aggregate: z.literal('count') }),
    /** Different values of a column; facts without a value are left out. */
    z.strictObject({ ...head, aggregate: z.literal('distinct'), of: column }),
    /** The smallest value that at least so large a share of the values does not exceed. */
    z.strictObject({
      ...head,
      aggregate: z.literal('percentile'),
      value,
      quantile: z.enum(QUANTILES),
    }),
    /** Different values of `of` that have at least so many different values of `by`. */
    z.strictObject({
      ...head,
      aggregate: z.literal('repeated'),
      of: column,
      by: column,
      atLeast: z.int().min(2),
    }),
    /**
     * The value of the sales entries `later`, whenever they come, that belong to the same line of the
     * same order as an entry that is counted (`where`), on the day of that entry.
     */
    z.strictObject({
      ...head,
      fact: z.literal('sale'),
      aggregate: z.literal('cohort'),
      value,
      later: z.array(conditionSchema).min(1),
    }),
  ],
  {
    error:
      'is not a part; write aggregate: sum, count, distinct, percentile, repeated or cohort, or { part: id } for one that there is',
  },
);

export const metricFields = {
  id: metricId,
  version: z
    .int()
    .min(1)
    .describe('Grows with every change of the definition; kept beside each figure.'),
  unit: z
    .enum(['money', 'count', 'ratio', 'days', 'score'])
    .describe('money: in the business’s currency; ratio: a share, 0.08 is 8 %.'),
  direction: z.enum(['up', 'down', 'none']).describe('Which way is good.'),
  kind: z.enum(['sum', 'ratio', 'mean', 'distinct', 'percentile']),
  share: z
    .boolean()
    .exactOptional()
    .describe('true: a part of a whole, which can’t be above 1; a figure that is gets a mark.'),
  scale: z
    .int()
    .min(2)
    .max(1_000_000)
    .exactOptional()
    .describe('The quotient is multiplied by it.'),
  dimensions: z
    .array(dimensionSchema)
    .min(1)
    .exactOptional()
    .describe('What goals may be scoped by; default: whatever all its facts have.'),
  maturityDays: z
    .int()
    .min(1)
    .max(400)
    .exactOptional()
    .describe('A day’s figure is final so many days later: what is counted comes in afterwards.'),
  provisionalDays: z
    .int()
    .min(1)
    .max(90)
    .exactOptional()
    .describe('The source restates so many of the last days.'),
  description: z.string().min(1).describe('The definition in words.'),
};

/** A versioned definition over facts, with everything worked out. */
export const metricSchema = z.strictObject({
  ...metricFields,
  title: z.strictObject({ en: z.string().min(1), da: z.string().min(1) }),
  /** One part; a ratio has a numerator and a denominator, a mean a sum and a count. */
  parts: z.union([z.tuple([partSchema]), z.tuple([partSchema, partSchema])]),
});

/** A part, and the rules of the project that it is worked out by. */
export type Part = z.infer<typeof partSchema> & { readonly local?: LocalRules };
export type Condition = z.infer<typeof conditionSchema>;
export type Metric = Omit<z.infer<typeof metricSchema>, 'parts'> & {
  parts: [Part] | [Part, Part];
};
