import { z } from 'zod';
import {
  decimalInput,
  goalSchema,
  ownerSchema,
  scopeSchema,
  slug,
  teamSchema,
  type Goal,
} from './goals.ts';
import { localDay } from './facts.ts';

const common = {
  id: slug,
  title: z.string().min(1).max(200),
  metric: z.string(),
  owner: slug,
  window: z.strictObject({ start: localDay, end: localDay }),
  scope: scopeSchema.exactOptional(),
  parent: slug.exactOptional(),
  priority: z.int().exactOptional(),
};

const band = z
  .strictObject({ min: decimalInput.exactOptional(), max: decimalInput.exactOptional() })
  .refine(
    (limits) => limits.min !== undefined || limits.max !== undefined,
    'needs min, max or both',
  );

/** A goal as people write it. */
export const goalInputSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...common, type: z.literal('reach'), target: decimalInput }),
    z.strictObject({
      ...common,
      type: z.literal('increase'),
      target: decimalInput,
      baseline: decimalInput,
    }),
    z.strictObject({
      ...common,
      type: z.literal('decrease'),
      target: decimalInput,
      baseline: decimalInput,
    }),
    z.strictObject({
      ...common,
      type: z.literal('maintain'),
      band,
      every: z.enum(['window', 'month', 'week']).default('window'),
    }),
  ],
  { error: 'must have type reach, increase, decrease or maintain' },
);

/** One file of goals and owners; a folder may have several. */
export const goalFileSchema = z.strictObject({
  owners: z.array(ownerSchema).default([]),
  teams: z.array(teamSchema).default([]),
  goals: z.array(goalInputSchema).default([]),
});

export type GoalInput = z.infer<typeof goalInputSchema>;

/** The goal that was written, with everything worked out. */
export function goalOf({ owner, ...input }: GoalInput): Goal {
  const owners = [{ owner, share: '1' }];
  return goalSchema.parse(
    'baseline' in input
      ? { ...input, owners, baseline: { kind: 'fixed', value: input.baseline } }
      : { ...input, owners },
  );
}
