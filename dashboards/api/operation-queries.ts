import { z } from 'zod';
import { letterFilterSchema, type LetterSelection } from '../../schemas/dead-letters.ts';

const { stage, connection, topic } = letterFilterSchema.shape;

/** What can be asked of the dead letters. */
export const lettersQuerySchema = z.strictObject({
  stage,
  connection,
  topic,
  since: z.coerce
    .number()
    .int()
    .min(0)
    .exactOptional()
    .describe('The newest letter is not older, ms since the epoch.'),
  all: z.enum(['true', 'false']).exactOptional().describe('Replayed ones too.'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** The letters that a query means. */
export function letterSelectionOf({
  all,
  ...rest
}: z.infer<typeof lettersQuerySchema>): LetterSelection {
  return all === 'true' ? { ...rest, all: true } : rest;
}
