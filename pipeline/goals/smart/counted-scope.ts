import type { Goal, Scope } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';
import { factTypesOf } from '../../../schemas/metrics/registry.ts';
import { dimensionsOf } from '../../attribution/scope.ts';

/**
 * The scope of what a goal counts: its own and those of all its parents, without what its exclusive
 * siblings that come first (by priority, then id) count on days that both have. Pure.
 */
export function countedScope(goal: Goal, goals: ReadonlyMap<string, Goal>): Scope | undefined {
  const scopes: Scope[] = [];
  for (let at: Goal | undefined = goal; at !== undefined; at = goals.get(at.parent ?? '')) {
    if (at.scope !== undefined) scopes.push(at.scope);
    scopes.push(...siblingsBefore(at, goals).map(({ scope }) => ({ not: scope ?? EVERYTHING })));
  }
  const [first, ...rest] = scopes;
  return first === undefined || rest.length === 0 ? first : { all: scopes };
}

/** Holds for every fact. */
const EVERYTHING: Scope = {
  any: [{ dimension: 'shop', equals: '-' }, { not: { dimension: 'shop', equals: '-' } }],
};

function siblingsBefore(goal: Goal, goals: ReadonlyMap<string, Goal>): readonly Goal[] {
  const parent = goals.get(goal.parent ?? '');
  if (parent === undefined || parent.children === 'overlapping') return [];
  return [...goals.values()].filter(
    (other) =>
      other.parent === parent.id &&
      other.id !== goal.id &&
      comesBefore(other, goal) &&
      other.window.start <= goal.window.end &&
      other.window.end >= goal.window.start,
  );
}

function comesBefore(a: Goal, b: Goal): boolean {
  const difference = (a.priority ?? 0) - (b.priority ?? 0);
  return difference === 0 ? a.id < b.id : difference < 0;
}

/**
 * Whether a goal's facts are split over the touches of a sale, so that what it would have counted
 * can't be told by a condition on facts.
 */
export function isSplitByTouch(goal: Goal, scope: Scope | undefined, metric: Metric): boolean {
  if (goal.touch !== 'linear' || scope === undefined) return false;
  const ofTouch = (['channel', 'campaign'] as const).some((name) => dimensionsOf(scope).has(name));
  return ofTouch && factTypesOf(metric).has('sale');
}
