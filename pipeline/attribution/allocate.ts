import type { Goal } from '../../schemas/goals.ts';

/** The remainder of a parent goal that none of its children counts. */
export function unattributedOf(goal: string): string {
  return `unattributed/${goal}`;
}

/** What more than one of a parent's overlapping children counts, once for each child too many. */
export function overlapOf(goal: string): string {
  return `overlap/${goal}`;
}

/** The remainder of a metric that none of its top-level goals counts. */
export function unattributedMetric(metric: string): string {
  return `unattributed/metric.${metric}`;
}

/** What more than one top-level goal of a metric counts, once for each goal too many. */
export function overlapMetric(metric: string): string {
  return `overlap/metric.${metric}`;
}

/**
 * The whole metric, unscoped. As every counter that is no goal it has a slash, which no goal's id has.
 */
export const TOTAL = 'total/all';

/** Gives a counter's place in the list of all. */
export type PlaceOf = (counter: string) => number;

const NONE = -1;
/** A goal whose parent is not there counts nothing. */
const ORPHAN = -2;

/**
 * Allocates by the tree of goals: a child counts only what its parent counts. Of one parent's
 * exclusive children the first by priority (then id) that matches counts it alone; of overlapping
 * ones each that matches, and the parent's overlap once for each too many. What no child counts is
 * the parent's unattributed remainder. So: children − overlap + unattributed = parent.
 */
export class Allocator {
  readonly #parent: Int32Array;
  readonly #rank: Int32Array;
  readonly #place: Int32Array;
  readonly #unattributed: Int32Array;
  readonly #overlap: Int32Array;
  /** The place of a top-level goal's metric among the metrics. */
  readonly #metric: Int32Array;
  /** The children that count what is being allocated: the first of each parent, and each one's next. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;

  constructor(goals: readonly Goal[], metrics: readonly string[], placeOf: PlaceOf) {
    const indexes = new Map(goals.map(({ id }, index) => [id, index]));
    const ranks = new Map(goals.toSorted(byPriority).map(({ id }, rank) => [id, rank]));
    const parents = new Set(goals.map(({ parent }) => parent));
    const column = (value: (goal: Goal) => number): Int32Array => Int32Array.from(goals, value);
    this.#parent = column(({ parent }) =>
      parent === undefined ? NONE : (indexes.get(parent) ?? ORPHAN),
    );
    this.#rank = column(({ id }) => ranks.get(id) ?? 0);
    this.#place = column(({ id }) => placeOf(id));
    this.#unattributed = column(({ id }) => (parents.has(id) ? placeOf(unattributedOf(id)) : NONE));
    this.#overlap = column(({ id, children }) =>
      parents.has(id) && children === 'overlapping' ? placeOf(overlapOf(id)) : NONE,
    );
    this.#metric = column(({ metric }) => metrics.indexOf(metric));
    this.#first = column(() => NONE);
    this.#next = column(() => NONE);
  }

  /**
   * Appends the places of all that count what matched.
   * @param matched the goals whose scope and window hold, by their index.
   * @param hits gets one more, at each metric's place, for each top-level goal that counts it.
   */
  allocate(matched: readonly number[], out: number[], hits: Int32Array): void {
    for (let n = 0; n < matched.length; n++) this.#offer(matched[n] ?? 0);
    for (let n = 0; n < matched.length; n++) {
      const goal = matched[n] ?? 0;
      if (this.#parent[goal] !== NONE) continue;
      const metric = this.#metric[goal] ?? 0;
      hits[metric] = (hits[metric] ?? 0) + 1;
      this.#descend(goal, out);
    }
    for (let n = 0; n < matched.length; n++) {
      const parent = this.#parent[matched[n] ?? 0] ?? NONE;
      if (parent >= 0) this.#first[parent] = NONE;
    }
  }

  /** Puts a goal that matched among its parent's, or in the place of one that comes after it. */
  #offer(goal: number): void {
    const parent = this.#parent[goal] ?? NONE;
    if (parent < 0) return;
    const first = this.#first[parent] ?? NONE;
    if ((this.#overlap[parent] ?? NONE) >= 0) {
      this.#next[goal] = first;
      this.#first[parent] = goal;
    } else if (first < 0 || (this.#rank[goal] ?? 0) < (this.#rank[first] ?? 0)) {
      this.#next[goal] = NONE;
      this.#first[parent] = goal;
    }
  }

  #descend(goal: number, out: number[]): void {
    out.push(this.#place[goal] ?? 0);
    const unattributed = this.#unattributed[goal] ?? NONE;
    if (unattributed < 0) return;
    let child = this.#first[goal] ?? NONE;
    if (child < 0) out.push(unattributed);
    for (let extra = false; child >= 0; child = this.#next[child] ?? NONE, extra = true) {
      if (extra) out.push(this.#overlap[goal] ?? 0);
      this.#descend(child, out);
    }
  }
}

/** Of exclusive children the first counts a fact: by priority, then by id. */
export function byPriority(a: Goal, b: Goal): number {
  const difference = (a.priority ?? 0) - (b.priority ?? 0);
  return difference === 0 ? (a.id < b.id ? -1 : 1) : difference;
}
