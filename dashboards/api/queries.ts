import { z } from 'zod';
import { localDay } from '../../schemas/facts.ts';
import type { AttainmentSelection, LedgerSelection } from './read-side.ts';

/** An empty field of a form is a field left out. */
const empty = (value: unknown) => (value === '' ? undefined : value);
const day = z.preprocess(empty, localDay.optional());
const owner = z.preprocess(empty, z.string().min(1).max(64).optional());

/** What can be asked of a goal's ledger. */
export const ledgerQuerySchema = z.strictObject({
  owner: owner.describe('Also the part of one owner in each entry.'),
  order: z
    .preprocess(empty, z.string().trim().min(1).max(512).optional())
    .describe('One order alone: its number, or its name such as #1001.'),
  from: day,
  to: day,
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().min(1).max(2048).optional(),
});

/** What can be asked of the attainment. */
export const attainmentQuerySchema = z.strictObject({
  goal: z.string().min(1).max(128).optional(),
  owner: owner.describe('Only the goals of an owner and their team, or of a team.'),
  team: z
    .enum(['true', 'false'])
    .optional()
    .describe('Also the goals of those whom the owner manages.'),
  asOf: day.describe('As it stood at the end of a local day.'),
});

/** How a sync can be asked for. */
export const syncQuerySchema = z.strictObject({
  newIndex: z
    .enum(['true', 'false'])
    .optional()
    .describe('Go on with a new snapshot index where the old one is lost.'),
  acceptShrink: z
    .enum(['true', 'false'])
    .optional()
    .describe('Go on where a set shrank suddenly, and delete what it no longer has.'),
});

/** The selection a ledger query means. */
export function selectionOf(query: z.infer<typeof ledgerQuerySchema>): LedgerSelection {
  const { owner: of, order, from, to, limit, cursor } = query;
  return {
    limit,
    ...(of !== undefined && { owner: of }),
    ...(order !== undefined && { order }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(cursor !== undefined && { after: cursor }),
  };
}

/** Which goals, and as of when, an attainment query means. */
export function attainmentOf(query: z.infer<typeof attainmentQuerySchema>): AttainmentSelection {
  const { owner: of, team, asOf } = query;
  return {
    ...(of !== undefined && { owner: of }),
    ...(team !== undefined && { team: team === 'true' }),
    ...(asOf !== undefined && { asOf }),
  };
}
