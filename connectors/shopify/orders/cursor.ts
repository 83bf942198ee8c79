import { z } from 'zod';
import { SourceError, type Cursor } from '../../connector.ts';

/** An order to be read again: its number, from when on (ms), and until when (ms). */
const pendingSchema = z.tuple([z.string(), z.number(), z.number()]);
export type Pending = z.infer<typeof pendingSchema>;

const cursorSchema = z.strictObject({
  /** Changes before this instant (ms, the shop's clock) are read, but for what came late. */
  updatedAt: z.number(),
  /** Generations up to this one may have been given. */
  generation: z.number(),
  /** Orders that are to be read again though nothing tells that they changed. */
  pending: z.array(pendingSchema),
  /** Which version of the mapping its orders were read with; absent: 1. */
  mapping: z.number().exactOptional(),
  /** Events that tell of deleted orders are read up to this instant (ms, the shop's clock). */
  deletions: z.number().exactOptional(),
  /** When it was last looked whether every order that is known is still there (ms). */
  compared: z.number().exactOptional(),
  /** A reading in bulk that is under way. */
  bulk: z
    .strictObject({
      by: z.enum(['created_at', 'updated_at']),
      /** Orders up to this instant (ms) are read. */
      until: z.number(),
      /** Where the reading ends (ms). */
      to: z.number(),
    })
    .exactOptional(),
});

/** Where a stream of orders stands. */
export type OrdersCursor = z.infer<typeof cursorSchema>;

/** @throws SourceError where it is the cursor of something else */
export function ordersCursor(cursor: Cursor | undefined): OrdersCursor | undefined {
  if (cursor === undefined) return undefined;
  const read = cursorSchema.safeParse(cursor);
  if (read.success) return read.data;
  throw otherCursor();
}

/** The cursor that is stored is not one of this connector's. */
export function otherCursor(): SourceError {
  return new SourceError('where the stream stands was stored by another connector or version', {
    retry: false,
    mend: 'Give the connection another name, so that it starts anew.',
  });
}
