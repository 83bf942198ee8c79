import type { Goal } from '../../schemas/goals.ts';

/** From the goals whose scope and window hold to everything that counts the fact. */
export type Allocate = (matched: ReadonlySet<string>) => readonly string[];

/** The remainder of a parent goal that none of its children counts. */
export function unattributedOf(goal: string): string {
  return `unattributed/${goal}`;
}

/** The remainder of a metric that none of its top-level goals counts. */
export function unattributedMetric(metric: string): string {
  return `unattributed/metric.${metric}`;
}

/** What more than one top-level goal of a metric counts, once for each goal too many. */
export function overlapMetric(metric: string): string {
  return `overlap/metric.${metric}`;
}

/** The whole metric, unscoped. */
export const TOTAL = 'total';

/**
 * Allocates by the tree of goals: a child counts only what its parent counts, and of one parent's
 * children the first by priority (then id) that matches counts it alone; what no child counts is
 * the parent's unattributed remainder. Top-level goals count independently; the metric's remainder
 * and overlap make their sum equal the total: goals − overlap + unattributed = total.
 */
export function allocator(goals: readonly Goal[]): Allocate {
  const children = Map.groupBy(
    goals.filter((goal) => goal.parent !== undefined),
    (goal) => goal.parent ?? '',
  );
  for (const siblings of children.values()) siblings.sort(byPriority);
  const roots = Map.groupBy(
    goals.filter((goal) => goal.parent === undefined),
    (goal) => goal.metric,
  );
  return (matched) => {
    const counted: string[] = [];
    for (const [metric, tops] of roots) {
      const hits = tops.filter((goal) => matched.has(goal.id));
      for (const goal of hits) descend(goal.id, matched, children, counted);
      if (hits.length === 0) counted.push(unattributedMetric(metric));
      for (let extra = 1; extra < hits.length; extra++) counted.push(overlapMetric(metric));
    }
    return counted;
  };
}

function descend(
  goal: string,
  matched: ReadonlySet<string>,
  children: ReadonlyMap<string, readonly Goal[]>,
  counted: string[],
): void {
  counted.push(goal);
  const siblings = children.get(goal);
  if (siblings === undefined) return;
  const first = siblings.find((child) => matched.has(child.id));
  if (first === undefined) counted.push(unattributedOf(goal));
  else descend(first.id, matched, children, counted);
}

function byPriority(a: Goal, b: Goal): number {
  const difference = (a.priority ?? 0) - (b.priority ?? 0);
  return difference === 0 ? (a.id < b.id ? -1 : 1) : difference;
}
