import { z } from 'zod';
import { exactDecimal } from './attainment.ts';
import { localDay } from './facts.ts';

const parts = z.record(z.string(), exactDecimal);

/** One fact as counted in a goal, with the rule that put it there and what it added to each part. */
const ledgerEntrySchema = z.object({
  day: localDay,
  occurredAt: z.int().describe('Milliseconds since the epoch, UTC.'),
  source: z.string(),
  stream: z.string(),
  id: z.string(),
  version: z.int().min(0),
  rule: z.string().describe('Why it counts here, in words.'),
  revision: z
    .object({ n: z.int(), from: localDay })
    .exactOptional()
    .describe('The revision of the goal in force on the day.'),
  values: parts.describe('By the metric’s part, such as value, numerator or denominator.'),
  orderId: z.string().exactOptional(),
  orderName: z.string().exactOptional().describe('What people call the order, such as #1001.'),
  link: z.url().exactOptional().describe('Where people see the order in its source.'),
  product: z.string().exactOptional(),
  country: z.string().exactOptional(),
  share: exactDecimal.exactOptional().describe('The asked owner’s, on the day.'),
  owned: exactDecimal
    .exactOptional()
    .describe('Value × share, exact to twelve places; of sums only.'),
});

/** One page of what a goal counted, oldest first. */
export const ledgerPageSchema = z.object({
  goal: z.string(),
  entries: z.array(ledgerEntrySchema),
  totals: parts.describe('Over every entry of the selection, not of this page alone.'),
  owner: z
    .object({
      id: z.string(),
      name: z.string(),
      value: exactDecimal
        .exactOptional()
        .describe('The sum of `owned` over every entry of the selection; of sums only.'),
    })
    .exactOptional(),
  next: z.string().exactOptional().describe('Cursor of the next page; absent on the last.'),
});

export type LedgerPage = z.infer<typeof ledgerPageSchema>;
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;
