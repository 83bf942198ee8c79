import { z } from 'zod';
import { damageSchema } from './damage.ts';
import { FACT_TYPES } from './facts.ts';

/** Facts that neither the log nor a source has any more. */
export const lostFactsSchema = z.object({
  type: z.enum(FACT_TYPES),
  source: z.string().describe('The connection that they came from.'),
  stream: z.string(),
  facts: z.int(),
  from: z.iso.date(),
  to: z.iso.date(),
});

/** What a repair did. */
export const repairReportSchema = z.object({
  whole: z.boolean().describe('Nothing is damaged any more.'),
  repaired: z.array(damageSchema).describe('Days whose facts are there again.'),
  left: z.array(damageSchema).describe('Days that give no figure still.'),
  lost: z.array(lostFactsSchema).describe('Facts that could not be had again.'),
  restored: z.int().describe('Records that were put back into the log.'),
  notes: z.array(z.string()).describe('What was done, and what failed and why.'),
});

export type LostFacts = z.infer<typeof lostFactsSchema>;
export type RepairReport = z.infer<typeof repairReportSchema>;
