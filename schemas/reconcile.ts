import { z } from 'zod';
import { localDay } from './facts.ts';

/** What is compared with what. */
export const RECONCILE_CHECKS = {
  source:
    'the source’s own totals = the facts in the store (of sales: money, units, orders, customers)',
  ledger: 'the facts that a goal counts = its figures',
  aggregates: 'everything else that is added up = a recompute from the facts',
  tree: 'children + unattributed − overlap = parent, and goals − overlap + unattributed = total',
  rates: 'every sale in another currency has a rate',
  verdicts: 'the goals’ figures and verdicts as they are shown = those that the facts give',
} as const;

const check = z.enum(['source', 'ledger', 'aggregates', 'tree', 'rates', 'verdicts']);

/** What is to be compared; absent: everything. Days are local dates, both included. */
export const reconcileRequestSchema = z.strictObject({
  connection: z.string().min(1).exactOptional().describe('Source totals of this one only.'),
  from: localDay.exactOptional(),
  to: localDay.exactOptional(),
});

const differenceSchema = z.object({
  check,
  subject: z.string().describe('A connection and its stream, a goal or remainder, or a metric.'),
  measure: z.string().describe('The field, part or count that differs.'),
  day: localDay.exactOptional().describe('Absent where the figure is of the whole range.'),
  currency: z.string().exactOptional(),
  expected: z.string(),
  found: z.string(),
});

/** A comparison that should have been made and could not be. */
const impossibleSchema = z.object({
  check,
  subject: z.string().describe('A connection and its stream.'),
  measure: z.string().exactOptional().describe('Absent: nothing of it could be compared.'),
  reason: z.string(),
  mend: z.string().describe('What to do about it.'),
  settled: z
    .literal(true)
    .exactOptional()
    .describe('It stays so by what is permitted or configured: nothing failed.'),
});

/** What a check went through. */
const comparedSchema = z.object({
  check,
  subjects: z.int().describe('Streams, goals and remainders, or metrics.'),
  figures: z.int().describe('Figures that were compared, one for each subject, measure and day.'),
  differences: z.int().describe('All of them, listed or not.'),
  mend: z.string().exactOptional().describe('What to do about its differences.'),
});

export const reconcileReportSchema = z.object({
  equal: z
    .boolean()
    .describe('Nothing differs, and nothing failed to be compared that may be and can be.'),
  compared: z.array(comparedSchema),
  differences: z.array(differenceSchema).describe('At most 1,000 of each check.'),
  impossible: z.array(impossibleSchema).describe('What could not be compared now, and why.'),
  notes: z.array(z.string()).describe('What can’t be compared at all, and why.'),
});

/** One line of the answer: the check that begins, and at the end a report or an error. */
export const reconcileEventSchema = z.union([
  z.strictObject({ progress: z.object({ check, subject: z.string() }) }),
  z.strictObject({ result: reconcileReportSchema }),
  z.strictObject({ error: z.object({ code: z.string(), message: z.string(), mend: z.string() }) }),
]);

export type ReconcileCheck = z.infer<typeof check>;
export type ReconcileRequest = z.infer<typeof reconcileRequestSchema>;
export type ReconcileReport = z.infer<typeof reconcileReportSchema>;
export type ReconcileProgress = { readonly check: ReconcileCheck; readonly subject: string };
export type Difference = z.infer<typeof differenceSchema>;
export type Impossible = z.infer<typeof impossibleSchema>;
export type Compared = z.infer<typeof comparedSchema>;
