import type { SnapshotGuard } from '../../connectors/connector.ts';

/** What a set would lose, in facts. */
export interface SetOutlook {
  /** Known from the readings before. */
  readonly before: number;
  /** To be deleted. */
  readonly stale: number;
  /** Not known before. */
  readonly fresh: number;
  /** That the set has now, with those kept because their records could not be read. */
  readonly present: number;
  /** Names of parts that had records and have none. */
  readonly gone: readonly string[];
}

/** How much of a set may vanish at once. */
export interface ShrinkLimit {
  /** Of the facts known before, 0 to 1. */
  readonly share: number;
  /** Facts; fewer may vanish whatever their share. */
  readonly atLeast: number;
}

export const USUAL_SHRINK: ShrinkLimit = { share: 0.5, atLeast: 20 };

/**
 * Why a set must not lose what it would lose without consent; undefined where it may. Sets are
 * compared by how many facts they have: where as many came as went, nothing shrank.
 */
export function shrinkReason(
  { before, stale, fresh, present, gone }: SetOutlook,
  guard: SnapshotGuard,
  { share, atLeast }: ShrinkLimit,
): string | undefined {
  if (guard === 'none' || stale === 0) return undefined;
  if (guard === 'whole' && present === 0) return 'it has nothing any more';
  if (guard === 'whole' && gone.length > 0) {
    return `${listed(gone)} ${gone.length === 1 ? 'is' : 'are'} gone or empty`;
  }
  const lost = stale - fresh;
  if (lost < atLeast || lost <= share * before) return undefined;
  return `it has ${present} of ${before} facts left, more than ${percent(share)} less`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - 3;
  return names.slice(0, 3).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
