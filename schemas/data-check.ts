import { z } from 'zod';

/** What the nightly comparison of store, facts and figures came to. */
export const dataCheckSchema = z.object({
  at: z.int().min(0).describe('When it was done, milliseconds since the epoch, UTC.'),
  differences: z.int().describe('Figures that differ from the facts still.'),
  recounted: z.int().describe('Days whose figures differed and were made again.'),
  damaged: z
    .array(z.string())
    .exactOptional()
    .describe('Damaged files of the data folder, by their paths within it.'),
});

export type DataCheck = z.infer<typeof dataCheckSchema>;
