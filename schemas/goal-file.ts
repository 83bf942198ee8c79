import { z } from 'zod';
import { baselineInput, changeInput, ownershipInput, windowInput } from './goal-input.ts';
import {
  bandSchema,
  commonFields,
  decimalInput,
  everySchema,
  judgeSchema,
  ownerSchema,
  slug,
  teamSchema,
} from './goals.ts';

const common = {
  ...commonFields,
  owner: slug.exactOptional().describe('The id of the owner or team that answers for all of it.'),
  owners: z
    .array(ownershipInput)
    .min(1)
    .exactOptional()
    .describe('Several owners, or one after the other; instead of owner.'),
  window: windowInput,
  weight: decimalInput.exactOptional().describe(commonFields.weight.description ?? ''),
};

const target = decimalInput.describe(
  'In the metric’s unit: money in the business’s currency, 0.08 is 8 %.',
);

/** A goal as people write it. A goal with everything worked out is valid as well. */
export const goalInputSchema = z.discriminatedUnion(
  'type',
  [
    z
      .strictObject({ ...common, type: z.literal('reach'), target })
      .describe('The value over the whole window reaches the target.'),
    z
      .strictObject({ ...common, type: z.literal('increase'), target, baseline: baselineInput })
      .describe('From the baseline up to the target.'),
    z
      .strictObject({ ...common, type: z.literal('decrease'), target, baseline: baselineInput })
      .describe('From the baseline down to the target.'),
    z
      .strictObject({
        ...common,
        type: z.literal('maintain'),
        band: bandSchema(decimalInput).describe(
          'min, max or both, inclusive: the values to stay within.',
        ),
        every: everySchema.default('window'),
      })
      .describe('Every period stays inside the band.'),
    z
      .strictObject({
        ...common,
        type: z.literal('relative'),
        change: changeInput,
        baseline: baselineInput.default({ kind: 'lastYear' }),
        every: everySchema.default('window'),
        judge: judgeSchema.exactOptional(),
      })
      .describe('So much more or less than the baseline.'),
  ],
  { error: 'must have type reach, increase, decrease, maintain or relative; write one of these' },
);

const fields = Object.assign({}, ...goalInputSchema.options.map(({ shape }) => shape)) as Record<
  string,
  z.ZodType
>;

/** The goal of a template: any text may have placeholders such as {id}, {name} and {country}. */
const templateGoal = z.looseObject(
  Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      key,
      z
        .unknown()
        .optional()
        .describe(field.description ?? ''),
    ]),
  ),
);

/** One goal for each owner of a role. */
export const templateSchema = z
  .strictObject({
    role: slug.describe('The owners that a goal is made for.'),
    goal: templateGoal.describe(
      'A goal with placeholders: {id}, {name}, {team} and the owner’s attributes. A text that is one placeholder takes a list or a number as it is.',
    ),
  })
  .describe('Makes a goal for each owner of a role.');

/** One file of goals and owners; a folder may have several. */
export const goalFileSchema = z.strictObject({
  owners: z.array(ownerSchema).default([]).describe('The people who own goals.'),
  teams: z.array(teamSchema).default([]).describe('Teams; they can own goals too.'),
  goals: z.array(goalInputSchema).default([]),
  templates: z.array(templateSchema).default([]),
});

export type GoalInput = z.infer<typeof goalInputSchema>;
export type WindowInput = z.infer<typeof windowInput>;
export type Template = z.infer<typeof templateSchema>;
