import { connectionSchema } from '../../schemas/config.ts';
import type { ShrinkLimit } from '../sync/shrink-guard.ts';

/** What a connection may lose or reject before its sync is stopped or partial. */
export interface ConnectionLimits {
  /** How suddenly its sets may shrink; absent: as usual. */
  readonly shrink?: 'allow' | ShrinkLimit;
  /** A sync that rejects a greater share of its records is partial, 0 to 1; absent: as usual. */
  readonly rejectedShare?: number;
}

/** The limits that a connection sets; none where they are mistaken, which is told elsewhere. */
export function limitsOf(connection: Readonly<Record<string, unknown>>): ConnectionLimits {
  const read = connectionSchema.safeParse(connection);
  if (!read.success) return {};
  const { shrink, rejectedShare } = read.data;
  return {
    ...(shrink === undefined || shrink === 'refuse' ? {} : { shrink }),
    ...(rejectedShare === undefined ? {} : { rejectedShare }),
  };
}
