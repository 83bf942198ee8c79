import { z } from 'zod';
import { dimensionSchema, type Dimension } from './dimensions.ts';
import { localeSchema, timezoneSchema } from './config.ts';
import { decimalText, localDay, PLAIN_DECIMAL } from './facts.ts';

export const slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,63}$/,
    'must be lower-case letters, digits and -, at most 64; write one such as uk-q4',
  );

/** A filter over the dimensions of a fact. An absent dimension equals nothing and has no prefix. */
export type Scope =
  | { readonly all: readonly Scope[] }
  | { readonly any: readonly Scope[] }
  | { readonly not: Scope }
  | { readonly dimension: Dimension; readonly equals: string }
  | { readonly dimension: Dimension; readonly in: readonly string[] }
  | { readonly dimension: Dimension; readonly prefix: string };

const value = z.string().min(1);

export const scopeSchema: z.ZodType<Scope> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ all: z.array(scopeSchema).min(1) }),
      z.strictObject({ any: z.array(scopeSchema).min(1) }),
      z.strictObject({ not: scopeSchema }),
      z.strictObject({ dimension: dimensionSchema, equals: value }),
      z.strictObject({ dimension: dimensionSchema, in: z.array(value).min(1) }),
      z.strictObject({ dimension: dimensionSchema, prefix: value }),
    ],
    {
      error:
        'is not a scope; write { dimension, equals }, { dimension, in: [...] }, { dimension, prefix }, { all: [...] }, { any: [...] } or { not: ... }',
    },
  ),
);

/** A number or a decimal in quotes; kept as exact text. */
export const decimalInput = z
  .union([z.number().transform(String), z.string().meta({ pattern: PLAIN_DECIMAL.source })], {
    error: ({ input }) =>
      `${input === undefined ? 'is missing' : 'is not a number'}; write a plain number such as 12.5`,
  })
  .refine(
    (text) => decimalText.safeParse(text).success,
    'is not a plain number of at most 12 digits and 6 places; write one such as 12.5',
  );

/** Local dates, both inclusive. */
export const daysSchema = z.strictObject({ start: localDay, end: localDay });

/** Who answers for a goal from one day to another, and for how much of it. */
const ownershipSchema = z.strictObject({
  /** An owner's or a team's id. */
  owner: slug,
  /** A plain decimal above 0 and at most 1; on every day of the goal's window the shares sum to 1. */
  share: decimalText,
  /** Local dates, both inclusive; absent: the window's start and end. */
  from: localDay.exactOptional(),
  to: localDay.exactOptional(),
});

/** What a change is measured from. */
export const baselineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), value: decimalText }),
  /** The days just before, as many as are judged. */
  z.strictObject({ kind: z.literal('previous') }),
  /** The same weekdays of last year: 364 days back. */
  z.strictObject({ kind: z.literal('lastYear') }),
  z.strictObject({ kind: z.literal('days'), ...daysSchema.shape }),
]);

/** Which touch before a sale decides on channel and campaign; linear: all of them, in equal parts. */
export const TOUCHES = ['first', 'last', 'linear'] as const;

/** The fields that all goals have, but for those that people write in other ways. */
export const commonFields = {
  id: slug.describe('Stays the same for the goal’s whole life.'),
  title: z.string().min(1).max(200).describe('What is to be reached, in words.'),
  metric: z.string().describe('The id of a metric.'),
  cadence: z
    .enum(['daily', 'weekly', 'monthly', 'quarterly'])
    .exactOptional()
    .describe('How often owner and manager look at it.'),
  scope: scopeSchema.exactOptional().describe('The facts that count; without it all.'),
  parent: slug
    .exactOptional()
    .describe(
      'The goal, of the same metric, that this one is a part of: it counts only what its parent counts.',
    ),
  priority: z
    .int()
    .exactOptional()
    .describe(
      'Among the exclusive children of one parent the smallest number counts a fact first; ties by id.',
    ),
  children: z
    .enum(['exclusive', 'overlapping'])
    .exactOptional()
    .describe(
      'How this goal’s children share its facts. Default exclusive: one child counts a fact.',
    ),
  supports: slug.exactOptional().describe('The goal, of any metric, that this one helps to reach.'),
  weight: decimalText
    .exactOptional()
    .describe('Its part of the score of the goal it supports; those of one goal sum to 1.'),
  company: z
    .boolean()
    .exactOptional()
    .describe('true: a goal of the whole company, which needs no goal above it.'),
  touch: z
    .enum(TOUCHES)
    .exactOptional()
    .describe(
      'Which touch before a sale decides on channel and campaign. Default last; the same in a family.',
    ),
};

const common = { ...commonFields, owners: z.array(ownershipSchema).min(1), window: daysSchema };

/** The limits that a maintained value stays within, both inclusive. */
export function bandSchema<T extends z.ZodType<string>>(decimal: T) {
  return z
    .strictObject({ min: decimal.exactOptional(), max: decimal.exactOptional() })
    .refine(
      (limits) => limits.min !== undefined || limits.max !== undefined,
      'needs min, max or both; write { min: 0.95 } or the like',
    );
}

/** The periods that are judged one by one; `window` is one period. */
export const everySchema = z
  .enum(['window', 'quarter', 'month', 'week'])
  .describe('The periods that are judged one by one; window: the whole window is one.');

/** How the periods of a relative goal make its verdict. */
export const judgeSchema = z
  .enum(['last', 'each', 'total'])
  .describe(
    'How the periods make the verdict. last (default): the last one decides, as in “within six months”; each: every one must be met; total: all of them together, of sums only.',
  );

/** A goal: metric + scope + owners + type + target + window + parent, with everything worked out. */
export const goalSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('reach'), target: decimalText }),
  z.strictObject({
    ...common,
    type: z.literal('increase'),
    target: decimalText,
    baseline: baselineSchema,
  }),
  z.strictObject({
    ...common,
    type: z.literal('decrease'),
    target: decimalText,
    baseline: baselineSchema,
  }),
  z.strictObject({
    ...common,
    type: z.literal('maintain'),
    band: bandSchema(decimalText),
    every: everySchema,
  }),
  z.strictObject({
    ...common,
    type: z.literal('relative'),
    /** Signed share: 0.1 is 10 % more than the baseline. */
    change: decimalText,
    baseline: baselineSchema,
    every: everySchema,
    judge: judgeSchema.exactOptional(),
  }),
]);

/** A person who owns goals. */
export const ownerSchema = z.strictObject({
  id: slug.describe('Stays the same.'),
  name: z.string().min(1).max(200),
  team: z.string().exactOptional().describe('A team’s id, or its name where no teams are listed.'),
  manager: slug.exactOptional().describe('The id of the person’s manager.'),
  role: slug.exactOptional().describe('What templates are made for: market-manager.'),
  timezone: timezoneSchema.exactOptional().describe('IANA, such as Europe/Copenhagen.'),
  locale: localeSchema.exactOptional().describe('BCP 47, such as da-DK.'),
  attributes: z
    .record(
      z.string().regex(/^\w+$/, 'is not a name of an attribute; use letters, digits and _'),
      z.union([z.string(), z.number(), z.array(z.string())], {
        error: 'is not an attribute; write a text, a number or a list of texts',
      }),
    )
    .exactOptional()
    .describe('What templates fill in: { country: [Denmark, Norway], target: 1200000 }.'),
});

export const teamSchema = z.strictObject({
  id: slug.describe('Stays the same. It can own goals as a person does.'),
  name: z.string().min(1).max(200),
  manager: slug.exactOptional().describe('The id of the team’s manager.'),
});

export type Goal = z.infer<typeof goalSchema>;
export type Owner = z.infer<typeof ownerSchema>;
export type Team = z.infer<typeof teamSchema>;
export type Ownership = z.infer<typeof ownershipSchema>;
export type Baseline = z.infer<typeof baselineSchema>;
export type Touch = (typeof TOUCHES)[number];
