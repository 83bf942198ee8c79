import { z } from 'zod';
import { FACT_TYPES } from './facts.ts';

const instant = z.int().min(0).describe('Milliseconds since the epoch, UTC.');

/** What forgetting somebody has changed. */
export const privacyCountsSchema = z.object({
  people: z.int().describe('Keys that were asked about, or found.'),
  facts: z.int().describe('Rows of facts in the store, in all their versions.'),
  records: z.int().describe('Records of the log.'),
  letters: z.int().describe('Dead letters.'),
  days: z.int().describe('Days whose figures were made anew.'),
});

/** Where a wish about personal data stands. */
export const privacyRequestSchema = z.object({
  id: z.string(),
  connection: z.string(),
  kind: z
    .enum(['redact', 'redact-all', 'data-request'])
    .describe('redact forgets some people, redact-all everyone of the connection.'),
  event: z.string().describe('The event of the source that asked.'),
  state: z.enum(['asked', 'done', 'cancelled']),
  askedAt: instant,
  dueAt: instant
    .exactOptional()
    .describe('Of a request to forget: it waits until then, and can be cancelled.'),
  cancelledAt: instant.exactOptional(),
  doneAt: instant.exactOptional(),
  counts: privacyCountsSchema.exactOptional(),
  message: z.string().exactOptional().describe('What is left to do, in words.'),
});

/**
 * Topic `privacy`, keyed by the request's id. Keys of people stand in it only as long as they are
 * needed: those to forget until they are forgotten, those who asked what is kept until then too.
 */
export const privacyRecordSchema = privacyRequestSchema.extend({
  /** Pseudonymous keys. */
  customers: z.array(z.string()).exactOptional(),
  /** While it is under way: makes the fresh keys, and is forgotten with the last old one. */
  salt: z.string().exactOptional(),
  /** While it is under way: whose figures are to be made anew. */
  days: z.array(z.object({ type: z.enum(FACT_TYPES), day: z.string() })).exactOptional(),
});

/** All wishes, newest first. */
export const privacyListSchema = z.object({ requests: z.array(privacyRequestSchema) });

/** What came of cancelling a request. */
export const privacyCancelSchema = z.object({
  id: z.string(),
  cancelled: z.boolean().describe('false: it is too late, as the message says.'),
  message: z.string(),
});

/** A wish with what is kept of the people it is about. */
export const privacyExportSchema = z.object({
  request: privacyRequestSchema,
  facts: z
    .array(z.object({ type: z.enum(FACT_TYPES), fact: z.record(z.string(), z.unknown()) }))
    .describe('The facts that carry their keys, as the store holds them.'),
});

export type PrivacyCounts = z.infer<typeof privacyCountsSchema>;
export type PrivacyRequest = z.infer<typeof privacyRequestSchema>;
export type PrivacyRecord = z.infer<typeof privacyRecordSchema>;
export type PrivacyList = z.infer<typeof privacyListSchema>;
export type PrivacyCancel = z.infer<typeof privacyCancelSchema>;
export type PrivacyExport = z.infer<typeof privacyExportSchema>;
