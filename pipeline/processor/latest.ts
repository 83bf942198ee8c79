/** How two versions of one fact compare: by version, then a deletion wins, then the digest. */
export interface Standing {
  readonly version: number;
  readonly deleted: boolean;
  /** CRC-32 of the content: a tie-break that does not depend on the order of arrival. */
  readonly digest: number;
}

/** Negative where `a` is superseded by `b`, zero where they are the same, positive otherwise. */
export function compareStanding(a: Standing, b: Standing): number {
  if (a.version !== b.version) return a.version < b.version ? -1 : 1;
  if (a.deleted !== b.deleted) return a.deleted ? 1 : -1;
  return a.digest === b.digest ? 0 : a.digest < b.digest ? -1 : 1;
}

/** Bits of a rank below the version: one for a deletion, the others for the digest. */
const RANK_BITS = 11;
const DIGEST_BITS = RANK_BITS - 1;
const VERSIONS_IN_LOW_WORD = 2 ** (32 - RANK_BITS);

/**
 * A standing as one 64-bit number of the same order, in its low and high 32 bits, by which the store
 * keeps the winner whatever the order of arrival. Of equal versions that differ, ten bits of the
 * digest decide.
 */
export function rankOf({ version, deleted, digest }: Standing): { low: number; high: number } {
  const rest = (deleted ? 2 ** DIGEST_BITS : 0) + (digest >>> (32 - DIGEST_BITS));
  return {
    low: (version % VERSIONS_IN_LOW_WORD) * 2 ** RANK_BITS + rest,
    high: Math.floor(version / VERSIONS_IN_LOW_WORD),
  };
}

/** What is known of one fact from before: every day it has stood on, and its newest version. */
export interface Known {
  readonly days: Set<string>;
  standing: Standing;
}

/** Keeps the newest of what is known. */
export function learn(known: Known | undefined, day: string, standing: Standing): Known {
  if (known === undefined) return { days: new Set([day]), standing };
  known.days.add(day);
  if (compareStanding(standing, known.standing) > 0) known.standing = standing;
  return known;
}

/** The day that stands for none: where a deletion of an unknown fact is remembered. */
export const NO_DAY = '1970-01-01';
