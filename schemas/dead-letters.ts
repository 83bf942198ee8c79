import { z } from 'zod';
import { deadLetterSchema, originalRecordSchema } from './log-messages.ts';

const instant = z.int().min(0).describe('Milliseconds since the epoch, UTC.');

/** One place at which something could not be taken in, as its newest letter tells. */
export const letterSummarySchema = z.object({
  id: z.string().describe('partition@offset of the first letter for the place.'),
  stage: deadLetterSchema.shape.stage,
  state: z.enum(['open', 'replayed']),
  place: z.string(),
  reason: z.string(),
  at: instant.describe('Of the newest letter.'),
  times: z.int().describe('How many letters there are for the place.'),
  replayable: z.boolean().describe('Whether its message is kept whole.'),
  replayedAt: instant.exactOptional(),
  topic: z.string().exactOptional(),
  connection: z.string().exactOptional(),
  stream: z.string().exactOptional(),
});

/** Letters, newest first, and what all that were asked for come to. */
export const letterListSchema = z.object({
  letters: z.array(letterSummarySchema),
  total: z.int().describe('Letters that match, shown or not.'),
  reasons: z
    .array(z.object({ reason: z.string(), letters: z.int() }))
    .describe('Of the letters that match, similar ones together, most first.'),
  unreadable: z.int().describe('Records of the topic that are no letters this version knows.'),
});

/** A letter with all that is kept. */
export const letterSchema = letterSummarySchema.extend({
  raw: z.string().exactOptional().describe('What the source gave.'),
  record: originalRecordSchema.exactOptional(),
});

/** What came of a replay. */
export const letterReplaySchema = z.object({
  replayed: z.int().describe('Messages appended to their topics again.'),
  already: z.int().describe('Letters asked for by id that had been replayed before.'),
  refused: z.int().describe('Letters that cannot be replayed.'),
  refusals: z
    .array(z.object({ id: z.string(), reason: z.string(), mend: z.string() }))
    .describe('The first of them.'),
});

/** Which letters; all conditions must hold. */
export const letterFilterSchema = z.strictObject({
  stage: deadLetterSchema.shape.stage.exactOptional(),
  connection: z.string().min(1).exactOptional(),
  topic: z.string().min(1).exactOptional(),
  since: instant.exactOptional().describe('The newest letter is not older, ms since the epoch.'),
});

/** Letters to list. */
export const letterSelectionSchema = letterFilterSchema.extend({
  all: z.boolean().exactOptional().describe('Replayed ones too; else only those that are open.'),
  limit: z.int().min(1).max(10_000).describe('Letters given at most; the counts are of all.'),
});

/** The letters to replay: some by id, or all that are open and match. */
export const letterReplayRequestSchema = z.union([
  z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(1000) }),
  z.strictObject({ filter: letterFilterSchema }),
]);

export type LetterSummary = z.infer<typeof letterSummarySchema>;
export type LetterList = z.infer<typeof letterListSchema>;
export type Letter = z.infer<typeof letterSchema>;
export type LetterReplay = z.infer<typeof letterReplaySchema>;
export type LetterSelection = z.infer<typeof letterSelectionSchema>;
export type LetterFilter = z.infer<typeof letterFilterSchema>;
export type LetterReplayRequest = z.infer<typeof letterReplayRequestSchema>;
