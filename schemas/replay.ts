import { z } from 'zod';

const instant = z.int().min(0).describe('Milliseconds since the epoch, UTC.');

/** Which records of a topic to take in again. */
export const replayRequestSchema = z.strictObject({
  topic: z.string().min(1).describe('A topic of facts, or marks.'),
  from: z
    .string()
    .min(1)
    .exactOptional()
    .describe('The first: an offset, or a time of appending in ISO 8601; local without a zone.'),
  to: z.string().min(1).exactOptional().describe('The end, itself not included; like from.'),
  partition: z.int().min(0).exactOptional(),
});

/** What a replay has gone through so far, or in all. */
export const replayCountsSchema = z.object({
  records: z.int(),
  deadLetters: z.int().describe('Messages that could not be read; each is a dead letter.'),
  days: z.int().describe('Days whose aggregates are made anew.'),
});

/** How the range was read. */
export const replayRangeSchema = z.object({
  fromOffset: z.int().exactOptional(),
  toOffset: z.int().exactOptional(),
  fromTime: instant.exactOptional(),
  toTime: instant.exactOptional(),
  partition: z.int().exactOptional(),
});

export const replayResultSchema = replayCountsSchema.extend({
  topic: z.string(),
  range: replayRangeSchema,
  assumedZone: z
    .string()
    .exactOptional()
    .describe('The time zone that was assumed where the range named none.'),
});

/** One line of the answer: counts as it goes on, and at the end a result or an error. */
export const replayEventSchema = z.union([
  z.strictObject({ progress: replayCountsSchema }),
  z.strictObject({ result: replayResultSchema }),
  z.strictObject({ error: z.object({ code: z.string(), message: z.string(), mend: z.string() }) }),
]);

export type ReplayRequest = z.infer<typeof replayRequestSchema>;
export type ReplayCounts = z.infer<typeof replayCountsSchema>;
export type ReplayRange = z.infer<typeof replayRangeSchema>;
export type ReplayResult = z.infer<typeof replayResultSchema>;
