import { QUANTILES } from '../../schemas/metric.ts';

/** The levels that a digest can be asked for, ascending. */
const LEVELS = QUANTILES.join(', ');

/** The t-digest of a percentile part's values, as SQL; approximate, for BI and roll-ups. */
export function digestState(value: string, condition: string): string {
  return `quantilesTDigestStateIf(${LEVELS})(toFloat64(${value}), ${condition})`;
}

export function mergedDigest(digest: string): string {
  return `quantilesTDigestMergeState(${LEVELS})(${digest})`;
}

/** A digest of nothing. */
export const NO_DIGEST = `arrayReduce('quantilesTDigestState(${LEVELS})', CAST([], 'Array(Float64)'))`;
