import type { Goal } from '../../schemas/goals.ts';

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

/** A goal in the tree, by places among the counters. */
interface Node {
  /** In the order in which they claim a fact. */
  readonly children: readonly number[];
  readonly remainder: number;
  /** The place of a top-level goal's metric; undefined for a child. */
  readonly metric: number | undefined;
}

interface Metric {
  readonly unattributed: number;
  readonly overlap: number;
}

/**
 * Allocates by the tree of goals: a child counts only what its parent counts, and of one parent's
 * children the first by priority (then id) that matches counts it alone; what no child counts is
 * the parent's unattributed remainder. Top-level goals count independently; the metric's remainder
 * and overlap make their sum equal the total: goals − overlap + unattributed = total.
 */
export class Allocator {
  /** Everything that may count a fact: the goals in the order given, then the remainders. */
  readonly counters: readonly string[];
  readonly #nodes: readonly Node[];
  readonly #metrics: readonly Metric[];
  readonly #hits: Uint32Array;

  constructor(goals: readonly Goal[]) {
    const metrics = [...new Set(goals.map(({ metric }) => metric))];
    const counters = goals.map(({ id }) => id);
    const add = (name: string): number => counters.push(name) - 1;
    const places = new Map(goals.map((goal, place) => [goal, place]));
    const families = Map.groupBy(goals, ({ parent }) => parent);
    this.#nodes = goals.map(({ id, metric, parent }) => ({
      children: (families.get(id) ?? []).toSorted(byPriority).map((goal) => places.get(goal) ?? 0),
      remainder: families.has(id) ? add(unattributedOf(id)) : -1,
      metric: parent === undefined ? metrics.indexOf(metric) : undefined,
    }));
    this.#metrics = metrics.map((metric) => ({
      unattributed: add(unattributedMetric(metric)),
      overlap: add(overlapMetric(metric)),
    }));
    this.counters = counters;
    this.#hits = new Uint32Array(metrics.length);
  }

  /**
   * Appends the places, among the counters, of all that count a fact.
   * @param matched the places of the goals whose scope and window hold.
   * @param matches whether a goal's place is among them.
   */
  allocate(matched: readonly number[], matches: Uint8Array, out: number[]): void {
    this.#hits.fill(0);
    for (const goal of matched) {
      const metric = this.#nodes[goal]?.metric;
      if (metric === undefined) continue;
      this.#hits[metric] = (this.#hits[metric] ?? 0) + 1;
      this.#descend(goal, matches, out);
    }
    this.#metrics.forEach(({ unattributed, overlap }, metric) => {
      const hits = this.#hits[metric] ?? 0;
      if (hits === 0) out.push(unattributed);
      for (let extra = 1; extra < hits; extra++) out.push(overlap);
    });
  }

  #descend(goal: number, matches: Uint8Array, out: number[]): void {
    out.push(goal);
    const node = this.#nodes[goal];
    if (node === undefined || node.remainder < 0) return;
    const first = node.children.find((child) => matches[child] === 1);
    if (first === undefined) out.push(node.remainder);
    else this.#descend(first, matches, out);
  }
}

function byPriority(a: Goal, b: Goal): number {
  const difference = (a.priority ?? 0) - (b.priority ?? 0);
  return difference === 0 ? (a.id < b.id ? -1 : 1) : difference;
}
