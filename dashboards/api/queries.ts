import { z } from 'zod';
import { localDay } from '../../schemas/facts.ts';
import type { LedgerSelection } from './read-side.ts';

/** An empty field of a form is a field left out. */
const day = z.preprocess((value) => (value === '' ? undefined : value), localDay.optional());

/** What can be asked of a goal's ledger. */
export const ledgerQuerySchema = z.strictObject({
  from: day,
  to: day,
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().min(1).max(2048).optional(),
});

/** What can be asked of the attainment. */
export const attainmentQuerySchema = z.strictObject({
  goal: z.string().min(1).max(128).optional(),
});

/** How a sync can be asked for. */
export const syncQuerySchema = z.strictObject({
  newIndex: z
    .enum(['true', 'false'])
    .optional()
    .describe('Go on with a new snapshot index where the old one is lost.'),
});

/** The selection a ledger query means. */
export function selectionOf(query: z.infer<typeof ledgerQuerySchema>): LedgerSelection {
  const { from, to, limit, cursor } = query;
  return {
    limit,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(cursor !== undefined && { after: cursor }),
  };
}
