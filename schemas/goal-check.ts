import { z } from 'zod';
import { exactDecimal } from './attainment.ts';
import { localDay } from './facts.ts';

/** What a good goal is, by the letters of SMART. */
export const ASPECTS = ['specific', 'measurable', 'achievable', 'relevant', 'time-bound'] as const;

const place = {
  goal: z.string().describe('Its id.'),
  aspect: z.enum(ASPECTS),
  field: z.string().describe('The field of the goal that is meant.'),
  file: z.string().exactOptional(),
  line: z.int().min(1).exactOptional(),
  message: z.string().describe('What is wrong, in plain words.'),
};

/** Something to mend: the goal can be counted, but it is not a good goal. */
const smartFindingSchema = z.object({ ...place, mend: z.string() });

/** Something to know, with nothing to mend. */
const smartNoteSchema = z.object(place);

/** Some days of the past with the goal's value over them; of a relative goal its change, as a share. */
const stretchSchema = z.object({ start: localDay, end: localDay, value: exactDecimal });

/** How often the past met what the goal asks for. */
const goalPastSchema = z.object({
  goal: z.string(),
  span: z.string().describe('How long each stretch of the past is: three months, week, 10 days.'),
  history: z
    .object({ start: localDay, end: localDay })
    .describe('The days looked at, both inclusive: those before the goal starts.'),
  spans: z.int().min(0).describe('Stretches of that length with a value; they may overlap.'),
  met: z.int().min(0).describe('How many of them met the goal.'),
  percentile: z
    .int()
    .min(0)
    .max(100)
    .describe('Percent of the stretches that fell short of the goal, rounded down.'),
  best: stretchSchema.describe('The one nearest to the goal, or farthest beyond it.'),
  yearBefore: stretchSchema
    .exactOptional()
    .describe('The same months a year before, or the same weekdays 364 days before.'),
});

/** What `goals check` says of goals without mistakes. */
export const goalCheckSchema = z.object({
  goals: z.int().min(0),
  owners: z.int().min(0),
  history: z
    .enum(['read', 'empty', 'not read'])
    .describe('Whether the facts in the store were looked at; empty: there are none.'),
  findings: z.array(smartFindingSchema),
  notes: z.array(smartNoteSchema),
  past: z.array(goalPastSchema),
});

export type Aspect = (typeof ASPECTS)[number];
export type SmartFinding = z.infer<typeof smartFindingSchema>;
export type SmartNote = z.infer<typeof smartNoteSchema>;
export type GoalPast = z.infer<typeof goalPastSchema>;
export type GoalCheck = z.infer<typeof goalCheckSchema>;
