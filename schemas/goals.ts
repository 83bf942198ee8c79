import { z } from 'zod';
import { dimensionSchema, type Dimension } from './dimensions.ts';
import { decimalText, localDay } from './facts.ts';

const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and -, at most 64');

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
const decimal = z
  .union([z.number().transform(String), z.string()], { error: 'is not a number' })
  .pipe(decimalText);

const common = {
  id: slug,
  title: z.string().min(1).max(200),
  metric: z.string(),
  owner: slug,
  /** Local dates, both inclusive. */
  window: z.strictObject({ start: localDay, end: localDay }),
  scope: scopeSchema.exactOptional(),
  /** The goal that this one is a part of: it counts only what its parent counts. */
  parent: slug.exactOptional(),
  /** Among the children of one parent the smallest number counts a fact first; ties by id. */
  priority: z.int().exactOptional(),
};

const band = z
  .strictObject({ min: decimal.exactOptional(), max: decimal.exactOptional() })
  .refine(
    (limits) => limits.min !== undefined || limits.max !== undefined,
    'needs min, max or both',
  );

/** A goal: metric + scope + owner + type + target + window + parent. */
export const goalSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...common, type: z.literal('reach'), target: decimal }),
    z.strictObject({ ...common, type: z.literal('increase'), target: decimal, baseline: decimal }),
    z.strictObject({ ...common, type: z.literal('decrease'), target: decimal, baseline: decimal }),
    z.strictObject({
      ...common,
      type: z.literal('maintain'),
      band,
      /** The periods that are judged one by one; `window` is one period. */
      every: z.enum(['window', 'month', 'week']).default('window'),
    }),
  ],
  { error: 'must have type reach, increase, decrease or maintain' },
);

export const ownerSchema = z.strictObject({
  id: slug,
  name: z.string().min(1).max(200),
  team: z.string().exactOptional(),
});

/** One file of goals and owners; a folder may have several. */
export const goalFileSchema = z.strictObject({
  owners: z.array(ownerSchema).default([]),
  goals: z.array(goalSchema).default([]),
});

export type Goal = z.infer<typeof goalSchema>;
export type Owner = z.infer<typeof ownerSchema>;
