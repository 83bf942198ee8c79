import type { Goal, Scope } from '../../schemas/goals.ts';
import { byPriority } from '../attribution/allocate.ts';
import type { Days } from './calendar.ts';

/**
 * What a goal counts by its place among the goals, as one scope: its own and its parents', and not
 * what exclusive brothers and sisters before it, whose window meets the period, count alone. So a
 * goal is compared with what it would have counted, not with more. Pure.
 * @returns undefined for everything.
 */
export function familyScope(goal: Goal, goals: readonly Goal[], period: Days): Scope | undefined {
  const all: Scope[] = goal.scope === undefined ? [] : [goal.scope];
  const parent = goals.find(({ id }) => id === goal.parent);
  if (parent !== undefined) {
    const above = familyScope(parent, goals, period);
    if (above !== undefined) all.push(above);
    if (parent.children !== 'overlapping') {
      const before = goals.filter((other) => claimsBefore(other, goal) && meets(other, period));
      all.push(...before.map(({ scope }) => ({ not: scope ?? { all: [] } })));
    }
  }
  return all.length === 0 ? undefined : { all };
}

/** Whether another child of the same parent comes first, by priority and then by id. */
export function claimsBefore(other: Goal, goal: Goal): boolean {
  return other.parent === goal.parent && other.id !== goal.id && byPriority(other, goal) < 0;
}

function meets({ window }: Goal, { start, end }: Days): boolean {
  return window.start <= end && window.end >= start;
}
