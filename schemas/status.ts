import { z } from 'zod';
import { dataCheckSchema } from './data-check.ts';
import { damageSchema } from './damage.ts';
import { privacyRequestSchema } from './privacy.ts';
import { freshnessSchema, missingRateSchema } from './attainment.ts';

const instant = z.int().min(0).describe('Milliseconds since the epoch, UTC.');

const lagSchema = z.object({
  topic: z.string(),
  partition: z.int(),
  end: z.int().describe('The offset the next record will get.'),
  committed: z.int().describe('The next offset that will be read.'),
});

const batchSchema = z.object({
  at: instant,
  records: z.int(),
  ms: z.number().describe('How long it took.'),
});

/** How a stage of the processor keeps up with what is in the log. */
export const stageStatusSchema = z.object({
  stage: z.enum(['attribute', 'aggregate']),
  behind: z.int().describe('Records that wait.'),
  perSecond: z.number().describe('Records a second, of all workers, by their last reports.'),
  handled: z
    .object({
      records: z.int(),
      batches: z.int(),
      busyMs: z.number().describe('Time spent; batches side by side count each.'),
    })
    .describe('By the workers that live, since they started.'),
  secondsLeft: z
    .number()
    .exactOptional()
    .describe('Until it has caught up, at that rate; absent where nothing moves.'),
  lastBatch: batchSchema.exactOptional(),
  partitions: z.array(lagSchema),
});

const workerStatusSchema = z.object({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  roles: z.array(z.string()),
  startedAt: instant,
  at: instant.describe('When it last reported.'),
});

/** Calls that a server refused: not the source's, or not what they said to be. */
export const refusalStatusSchema = z.object({
  refused: z.int(),
  lastAt: instant,
  reason: z.string(),
});

/** What webhooks of a connection have done. */
export const webhookStatusSchema = z.object({
  connection: z.string(),
  events: z.int().describe('Taken in and acted on so far.'),
  failed: z.int().describe('Things that could not be read again; each is a dead letter.'),
  lastAt: instant.describe('When the last one came; 0: none has.'),
  refused: z
    .int()
    .exactOptional()
    .describe('Calls that were not the source’s, or not what they said to be; absent: none.'),
  lastRefusal: refusalStatusSchema
    .pick({ lastAt: true, reason: true })
    .exactOptional()
    .describe('The last one that was refused.'),
  lastFailureAt: instant.exactOptional(),
  message: z.string().exactOptional().describe('Why the last one that failed did.'),
});

/** How the pipeline is doing. */
export const statusSchema = z.object({
  at: instant,
  connections: z.array(freshnessSchema),
  stages: z.array(stageStatusSchema),
  reattributing: z
    .boolean()
    .default(false)
    .describe('Goals or rates changed: facts are being attributed anew, figures mix both.'),
  workers: z.array(workerStatusSchema),
  missingRates: z.array(missingRateSchema).describe('Sales that count as nothing in money.'),
  webhooks: z.array(webhookStatusSchema).default([]),
  privacy: z
    .array(privacyRequestSchema)
    .default([])
    .describe('Requests about personal data that are not done: they wait, or failed.'),
  checked: dataCheckSchema.exactOptional().describe('The last nightly comparison of the data.'),
  damage: z.array(damageSchema).default([]).describe('Days that the store has lost facts of.'),
  deadLetters: z.object({ open: z.int().describe('Letters that nobody has replayed yet.') }),
});

export type StageStatus = z.infer<typeof stageStatusSchema>;
export type RefusalStatus = z.infer<typeof refusalStatusSchema>;
export type WebhookStatus = z.infer<typeof webhookStatusSchema>;
export type Status = z.infer<typeof statusSchema>;
