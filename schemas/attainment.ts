import { z } from 'zod';
import { damageSchema } from './damage.ts';
import { localDay } from './facts.ts';

/** An exact decimal of any length as text, such as "-1234.5". Sums outgrow a single fact's twelve digits. */
export const exactDecimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'is not a plain decimal');

const instant = z.int().min(0).describe('Milliseconds since the epoch, UTC.');
const goalId = z.string().min(1).max(128);
const unit = z
  .enum(['money', 'count', 'ratio', 'days', 'score'])
  .describe(
    'money: in the business’s currency; ratio: a share, 0.08 is 8 %; days: with fractions; count and score: a plain number.',
  );

/** How far one done piece of work has come; without a total it is unknown how much there is. */
const progressSchema = z.object({
  done: z.number().min(0),
  total: z.number().min(0).exactOptional(),
  unit: z.string().min(1).describe('What is counted, in the plural: rows, orders, bytes.'),
});

/** What one run of a stream did. */
export const countsSchema = z.object({
  records: z.int().describe('Records read.'),
  appended: z.int().describe('New or changed facts.'),
  unchanged: z.int(),
  deleted: z.int(),
  rejected: z.int().describe('Records that could not be read; they are dead letters.'),
  repeated: z
    .int()
    .default(0)
    .describe('Records that an earlier file of the set has too, with the same content.'),
  contradicted: z
    .int()
    .default(0)
    .describe('Records that an earlier file of the set has with another content.'),
});
export type SyncCounts = z.infer<typeof countsSchema>;

/** When a stream of a connection was last read whole, and how its latest run stands. */
export const freshnessSchema = z.object({
  connection: z.string(),
  stream: z.string(),
  lastSuccessAt: instant.exactOptional(),
  lastReadAt: instant
    .exactOptional()
    .describe('When it was last read to its end, with or without records that were rejected.'),
  state: z
    .enum(['succeeded', 'running', 'partial', 'failed', 'never'])
    .describe('partial: read to its end, but too many records were rejected.'),
  message: z.string().exactOptional().describe('What failed and how to mend it.'),
  progress: progressSchema.exactOptional(),
  startedAt: instant.exactOptional().describe('When the latest run began.'),
  commands: z.array(z.string()).exactOptional().describe('Ids of the commands it answers.'),
  counts: countsSchema.exactOptional(),
  rejects: z
    .array(z.object({ place: z.string(), reason: z.string() }))
    .exactOptional()
    .describe('The first records that could not be read.'),
  standing: z
    .int()
    .exactOptional()
    .describe('Records that earlier runs rejected and that were not read again since.'),
  warnings: z
    .array(z.string())
    .exactOptional()
    .describe('What to know of the source though it could be read.'),
});

/** Who the figures belong to and how they are spelled. */
const businessSchema = z.object({
  name: z.string(),
  timezone: z.string().describe('IANA name; every day in the report is a local date there.'),
  currency: z.string().regex(/^[A-Z]{3}$/),
  locale: z.string().describe('BCP 47 tag of the number format, such as da-DK.'),
});

/** A goal's days, both ends included, as local dates. */
const windowSchema = z.object({ start: localDay, end: localDay });

/** The limits of a maintain goal; either may be missing. */
const bandSchema = z.object({
  min: exactDecimal.exactOptional(),
  max: exactDecimal.exactOptional(),
});

/** Children of one goal on its own metric: sum − overlap + unattributed = total, exactly. */
const childrenSchema = z.object({
  ids: z.array(goalId),
  sum: exactDecimal,
  overlap: exactDecimal.describe('What more than one child counts, once for each child too many.'),
  unattributed: exactDecimal,
  total: exactDecimal.describe('The parent’s actual.'),
});

/**
 * One period of a maintain or relative goal. `inside` (maintain) is absent where the period is not
 * over, or holds no facts; what it is compared with (relative) is absent until it is measured.
 */
const periodSchema = z.object({
  ...windowSchema.shape,
  actual: exactDecimal.exactOptional(),
  inside: z.boolean().exactOptional(),
  band: bandSchema
    .exactOptional()
    .describe('Of a maintain goal: what judges the period, where the band was changed later.'),
  over: z.boolean().exactOptional().describe('Whether all its days are gone, and were read.'),
  met: z
    .boolean()
    .exactOptional()
    .describe('Of a relative goal: whether the period, once it is over, reached its target.'),
  compared: windowSchema.exactOptional().describe('The days it is compared with.'),
  baseline: exactDecimal.exactOptional(),
  target: exactDecimal.exactOptional(),
  attainment: exactDecimal.exactOptional(),
});

/** The period of a maintain goal that was farthest outside the band. */
const breachSchema = z.object({
  ...windowSchema.shape,
  actual: exactDecimal,
  limit: z.enum(['min', 'max']),
  by: exactDecimal.describe(
    'How far beyond the limit, in the metric’s unit; above 0. Of a ratio a difference of shares: 0.05 is 5 percentage points.',
  ),
});

/** What a change is measured from, and since when that stands. */
const comparisonSchema = z.object({
  kind: z.enum(['fixed', 'previous', 'lastYear', 'days']),
  words: z.string().describe('Which days are compared with which.'),
  running: z
    .boolean()
    .describe(
      'true: no period is over; the first one so far stands against as many days of its baseline.',
    ),
  period: windowSchema.exactOptional().describe('The days that attainment speaks of.'),
  toDate: z
    .object({ actual: exactDecimal, baseline: exactDecimal, target: exactDecimal })
    .exactOptional()
    .describe(
      'Of an increase or decrease that runs: the whole days so far, as many days of the baseline, and where the way to the target should be by then. Attainment is of these.',
    ),
  compared: windowSchema.exactOptional(),
  metricVersion: z
    .int()
    .exactOptional()
    .describe('Version of the metric’s definition that the baseline was measured by.'),
  knownAt: instant.exactOptional().describe('When the baseline was measured and frozen.'),
  redefined: z
    .boolean()
    .exactOptional()
    .describe('true: the metric’s definition has changed since the baseline was frozen.'),
});

/** How a goal's periods make its verdict, and how many of them were met. */
const judgeSchema = z.object({
  by: z
    .enum(['last', 'each', 'total'])
    .describe('last: the last period decides; each: all must be met; total: all of them together.'),
  words: z.string().describe('The same in words.'),
  met: z.int().min(0).describe('Periods that are over and were met (maintain: were inside).'),
  over: z.int().min(0).describe('Periods that are over and could be judged.'),
  of: z.int().min(1).describe('All periods of the window.'),
});

/** What a reader must know of a goal's figure besides its value. */
export const MARKS = [
  'agreed-late',
  'revised-late',
  'old-scope',
  'other-length',
  'unread',
  'rejected',
  'impossible',
] as const;

const markSchema = z.object({
  code: z.enum(MARKS),
  day: localDay.exactOptional().describe('The local day that it speaks of.'),
  words: z.string().describe('What it means, in plain words.'),
});

/** Whose a goal is. `value` is there for sums only: a rate or a distinct count is not divided. */
const ownerShareSchema = z.object({
  id: z.string(),
  name: z.string(),
  share: exactDecimal.describe('On the day of the report; 0 for one who had a share before.'),
  held: z.array(z.object({ from: localDay, to: localDay, share: exactDecimal })),
  value: exactDecimal
    .exactOptional()
    .describe('Each day’s value × the share on that day; all owners’ sum to the goal’s actual.'),
});

/** What the goals that support another come to together. */
const scoreSchema = z.object({
  value: exactDecimal
    .exactOptional()
    .describe('Σ weight × attainment, never clipped; absent until each of them has both.'),
  of: z.array(
    z.object({
      id: goalId,
      weight: exactDecimal.exactOptional(),
      attainment: exactDecimal.exactOptional(),
    }),
  ),
});

/** One day of a goal: its own value, not cumulative. A ratio's parts add up over days, its value does not. */
const dailySchema = z.object({
  day: localDay,
  value: exactDecimal.exactOptional(),
  numerator: exactDecimal.exactOptional(),
  denominator: exactDecimal.exactOptional(),
});

/** What a goal measures. */
const goalMetricSchema = z.object({
  id: z.string(),
  title: z.string(),
  unit,
  direction: z.enum(['up', 'down', 'none']),
  kind: z.enum(['sum', 'ratio', 'mean', 'distinct', 'percentile']),
});

/** How a goal changed: each field with its old and its new value, as people read it. */
const changedFields = {
  kind: z.enum(['added', 'changed', 'removed']),
  fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
};

/** A change of a goal after it was first agreed. */
const agreedChangeSchema = z.object({
  n: z.int().describe('The number of the revision.'),
  from: localDay.describe('The first local day that it counts on.'),
  at: instant.describe('When it was agreed.'),
  by: z.string(),
  reason: z.string().exactOptional(),
  ...changedFields,
});

/** One goal as it stands. */
const goalAttainmentSchema = z.object({
  id: goalId,
  title: z.string(),
  metric: goalMetricSchema,
  owner: z
    .object({ id: z.string(), name: z.string() })
    .describe('The owner with the largest share on the day of the report.'),
  owners: z.array(ownerShareSchema),
  revision: z.object({ n: z.int(), from: localDay }).exactOptional(),
  changes: z
    .array(agreedChangeSchema)
    .exactOptional()
    .describe(
      'What was changed after the goal was first agreed, oldest first, with changes to come; absent where nothing was.',
    ),
  written: z
    .object(changedFields)
    .exactOptional()
    .describe(
      'How the project’s files, as they were when goalstream started, differ from what is agreed: it counts for nothing until goals apply agrees it.',
    ),
  parent: goalId.exactOptional(),
  supports: goalId.exactOptional(),
  type: z.enum(['reach', 'increase', 'decrease', 'maintain', 'relative']),
  window: windowSchema,
  scope: z.string().describe('Which facts count, in words.'),
  target: exactDecimal
    .exactOptional()
    .describe('For maintain see `band`; for relative that of the period in `comparison`.'),
  band: bandSchema.exactOptional(),
  change: exactDecimal.exactOptional().describe('Of a relative goal: 0.1 is 10 % more.'),
  baseline: exactDecimal.exactOptional(),
  comparison: comparisonSchema.exactOptional(),
  actual: exactDecimal
    .exactOptional()
    .describe('Exact for sums and counts; a ratio is rounded to six places, half to even.'),
  numerator: exactDecimal.exactOptional(),
  denominator: exactDecimal.exactOptional(),
  attainment: exactDecimal.exactOptional().describe('A share, never clipped: 0.873 is 87.3 %.'),
  state: z
    .enum(['early', 'open', 'achieved', 'missed', 'nodata', 'nobaseline', 'damaged'])
    .describe(
      'early: the window has not begun. nodata: it has, and no fact has been counted. nobaseline: there is nothing to measure a change from; see `reason`. damaged: the store has lost facts that it stands on, and no figure is given.',
    ),
  reason: z.string().exactOptional().describe('Why there is no attainment, in plain words.'),
  elapsed: exactDecimal.describe('Share of the window’s days gone, 0 to 1.'),
  facts: z.int().min(0).describe('Facts counted.'),
  open: z
    .object({
      why: z
        .enum(['notDue', 'unfinished'])
        .describe(
          'notDue: promised for a day that is not over, so not judged. unfinished: begun and not ended (ordered and not delivered), so without a time.',
        ),
      facts: z.int().min(0),
    })
    .exactOptional()
    .describe(
      'Facts known on the day that are not in the figure because it is too early; only of metrics that judge promises or take times.',
    ),
  incomplete: z
    .literal(true)
    .exactOptional()
    .describe('The window has days on which sales count as nothing: see `missingRates`.'),
  provisional: z
    .object({ since: localDay, until: localDay })
    .exactOptional()
    .describe(
      'Days from `since` on may still change, because what is counted comes in afterwards or the source restates it; the whole window is final on `until`.',
    ),
  children: childrenSchema.exactOptional(),
  periods: z.array(periodSchema).exactOptional(),
  judge: judgeSchema.exactOptional().describe('Of goals with periods.'),
  marks: z
    .array(markSchema)
    .exactOptional()
    .describe('What to know of the figure besides its value; absent where there is nothing.'),
  worst: breachSchema.exactOptional(),
  score: scoreSchema.exactOptional(),
  daily: z.array(dailySchema).describe('By day, ascending; days without facts may be missing.'),
});

/** A metric over all goals on it: goals − overlap + unattributed = total, exactly. */
const metricSummarySchema = z.object({
  metric: z.string(),
  title: z.string(),
  unit,
  total: exactDecimal,
  goals: exactDecimal.describe('The sum over the goals, where a fact may count in several.'),
  overlap: exactDecimal.describe('What is counted more than once.'),
  unattributed: exactDecimal.describe('What belongs to no goal.'),
});

/** Sales of a day and currency that count as nothing until a rate for them is known. */
export const missingRateSchema = z.object({
  day: localDay,
  currency: z.string(),
  facts: z.int().min(1),
});

/** Everything the overview, the API and `goalstream attain` show, as known at `asOf`. */
export const attainmentReportSchema = z.object({
  asOf: instant,
  day: localDay.describe('The local day of the report: facts up to and including it are counted.'),
  past: z
    .literal(true)
    .exactOptional()
    .describe(
      'An earlier day was asked for: the goals are those of then, and its facts are as they are known now, later corrections included.',
    ),
  business: businessSchema,
  freshness: z.array(freshnessSchema),
  processing: z.object({
    behind: z.int().min(0).describe('Facts read and not yet counted, and days not yet added up.'),
    reattributing: z
      .boolean()
      .exactOptional()
      .describe(
        'True while facts are attributed anew to goals or rates that changed: until then some figures are of the old ones, some of the new ones.',
      ),
  }),
  goals: z.array(goalAttainmentSchema),
  missingRates: z
    .array(missingRateSchema)
    .describe('Days and currencies of sales without a rate: they count as nothing in money.'),
  damage: z
    .array(damageSchema)
    .default([])
    .describe('Days that the store has lost facts of: goals and metrics on them give no figure.'),
  metrics: z.array(metricSummarySchema),
});

export type AttainmentReport = z.infer<typeof attainmentReportSchema>;
export type GoalAttainment = z.infer<typeof goalAttainmentSchema>;
export type MetricSummary = z.infer<typeof metricSummarySchema>;
export type Freshness = z.infer<typeof freshnessSchema>;
export type MissingRate = z.infer<typeof missingRateSchema>;
export type Business = z.infer<typeof businessSchema>;
