import { z } from 'zod';
import { exactDecimal } from './attainment.ts';
import { localDay } from './facts.ts';
import { goalSchema } from './goals.ts';

const instant = z.int().min(0);

/**
 * What a goal's baseline was when it was measured: later restatements of the facts and of the
 * metric do not move it.
 */
export const frozenBaselineSchema = z.object({
  metricVersion: z.int(),
  /** ms since the epoch. */
  knownAt: instant,
  /** One for each period that is judged and whose compared days were over when it was measured. */
  periods: z.array(
    z.object({
      /** The period that is judged: local days, both inclusive. */
      start: localDay,
      end: localDay,
      /** The days it is compared with. */
      from: localDay,
      to: localDay,
      /** Absent where nothing could be measured there. */
      value: exactDecimal.exactOptional(),
      facts: z.int().min(0),
      /**
       * Of the first period: the value after one of the compared days, after two, and so on, so that
       * a period that is running can be compared. null where nothing could be measured.
       */
      toDate: z.array(exactDecimal.nullable()).exactOptional(),
      /** When and by which version this period was measured, where that was after the others. */
      knownAt: instant.exactOptional(),
      metricVersion: z.int().exactOptional(),
    }),
  ),
});

/** One state of a goal: in force from a local day on, until the next revision's. */
export const revisionSchema = z.object({
  /** 1, 2, 3 … */
  n: z.int().min(1),
  from: localDay,
  /** When it was written down, ms since the epoch. */
  at: instant,
  by: z.string().min(1),
  reason: z.string().exactOptional(),
  /** null: the goal was taken out. */
  goal: goalSchema.nullable(),
  /** Absent for goals without a baseline to measure, and until it has been measured. */
  baseline: frozenBaselineSchema.exactOptional(),
});

/** Topic `goals`, keyed `goal/<id>`: everything a goal has ever been, oldest first. */
export const goalHistorySchema = z.object({ id: z.string(), revisions: z.array(revisionSchema) });

export type FrozenBaseline = z.infer<typeof frozenBaselineSchema>;
export type Revision = z.infer<typeof revisionSchema>;
export type GoalHistory = z.infer<typeof goalHistorySchema>;

/** What `goals apply` is asked for. */
export const applyRequestSchema = z.strictObject({
  by: z.string().min(1).max(200),
  reason: z.string().min(1).max(2_000).exactOptional(),
  effective: localDay
    .exactOptional()
    .describe('First local day of changes to goals that have started; default today.'),
  dryRun: z.boolean().default(false).describe('Only tell what would change.'),
});

const goalChangeSchema = z.object({
  id: z.string(),
  kind: z.enum(['added', 'changed', 'removed']),
  fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
});

/** What `goals apply` did, or would do. */
export const applyResultSchema = z.object({
  changes: z.array(goalChangeSchema),
  refused: z
    .array(goalChangeSchema.extend({ why: z.string().describe('And what to do about it.') }))
    .describe('Left as agreed.'),
  dryRun: z.boolean(),
});

export type ApplyRequest = z.infer<typeof applyRequestSchema>;
export type ApplyResult = z.infer<typeof applyResultSchema>;
export type GoalChangeText = z.infer<typeof goalChangeSchema>;

/** A goal as it is in force on a day. */
export const goalInForceSchema = z.object({
  id: z.string(),
  revision: z.int().min(1),
  from: localDay.describe('First local day of the revision.'),
  goal: goalSchema,
  baseline: frozenBaselineSchema.exactOptional(),
});

export const goalListSchema = z.object({ goals: z.array(goalInForceSchema) });

export type GoalList = z.infer<typeof goalListSchema>;
