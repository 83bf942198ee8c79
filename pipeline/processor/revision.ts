import { createHash } from 'node:crypto';
import type { Goal } from '../../schemas/goals.ts';

/** Grows when the way of attributing changes, so that stored facts are attributed anew. */
const ATTRIBUTION_VERSION = 1;

/**
 * The revision of the rules that a set of goals makes: the same for the same rules, whatever the
 * order, titles, owners or targets. Never 0.
 */
export function rulesRevision(goals: readonly Goal[]): bigint {
  const rules = goals
    .map(({ id, metric, scope, window, parent, priority }) => ({
      id,
      metric,
      scope,
      window,
      parent,
      priority,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const text = JSON.stringify([ATTRIBUTION_VERSION, rules]);
  return createHash('sha256').update(text).digest().readBigUInt64BE(0) | 1n;
}
