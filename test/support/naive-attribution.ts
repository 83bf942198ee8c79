import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { holds } from './arbitraries.ts';

type Values = Readonly<Record<string, string | undefined>> & { readonly day: string };

/** Which counters a sale fact falls to, written as the definition says, without masks or memory. */
export function naiveCounters(goals: readonly Goal[], fact: Values): readonly string[] {
  const mine = goals.filter((goal) =>
    metrics.get(goal.metric)?.parts.some((p) => p.fact === 'sale'),
  );
  const matches = (goal: Goal): boolean =>
    fact.day >= goal.window.start &&
    fact.day <= goal.window.end &&
    (goal.scope === undefined || holds(goal.scope, fact));
  const rank = (goal: Goal): readonly [number, string] => [goal.priority ?? 0, goal.id];
  const before = (a: Goal, b: Goal): boolean => {
    const [pa, ia] = rank(a);
    const [pb, ib] = rank(b);
    return pa < pb || (pa === pb && ia < ib);
  };
  const counts = (goal: Goal): boolean => {
    if (!matches(goal)) return false;
    if (goal.parent === undefined) return true;
    const parent = mine.find(({ id }) => id === goal.parent);
    if (parent === undefined || !counts(parent)) return false;
    const rivals = mine.filter((other) => other.parent === goal.parent && matches(other));
    return rivals.every((other) => other.id === goal.id || before(goal, other));
  };
  const counters = mine.filter(counts).map(({ id }) => id);
  for (const goal of mine.filter(counts)) {
    const children = mine.filter(({ parent }) => parent === goal.id);
    if (children.length > 0 && !children.some(counts)) counters.push(`unattributed/${goal.id}`);
  }
  for (const metric of new Set(mine.map((goal) => goal.metric))) {
    const hits = mine.filter((g) => g.metric === metric && g.parent === undefined && counts(g));
    if (hits.length === 0) counters.push(`unattributed/metric.${metric}`);
    for (let extra = 1; extra < hits.length; extra++) counters.push(`overlap/metric.${metric}`);
  }
  return counters.toSorted();
}
