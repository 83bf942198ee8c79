import { z } from 'zod';
import { FACT_TYPES } from './facts.ts';

/** Local days, both included, of which the store has lost facts: no figure is shown for them. */
export const damageSchema = z.object({
  type: z.enum(FACT_TYPES).describe('Type of the facts.'),
  from: z.iso.date(),
  to: z.iso.date(),
  since: z.int().min(0).describe('When it was noticed, milliseconds since the epoch, UTC.'),
});

export type Damage = z.infer<typeof damageSchema>;

/** What to do about damage. */
export const DAMAGE_FIX =
  'goalstream repair takes the facts in again, from the log or from the sources';

/** "facts of type sale of 2026-11-01 to 2026-11-30 are lost" */
export function damageText({ type, from, to }: Damage): string {
  if (from === '1970-01-01') return `the store has lost its facts of type ${type}`;
  const days = from === to ? from : `${from} to ${to}`;
  return `the store has lost facts of type ${type} of ${days}`;
}
