import { DIMENSIONS, type Dimension } from '../../schemas/dimensions.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { factTypesOf } from '../../schemas/metrics/registry.ts';
import { allocator, type Allocate } from './allocate.ts';
import { clearBit, DimensionMasks, fullMask, hasBit, intersect, type Mask } from './masks.ts';
import { toClauses } from './scope.ts';

/** What attribution needs of a fact. */
export type Attributable = { readonly day: string } & {
  readonly [D in Dimension]?: string | undefined;
};

/** The goals compiled: which of them count a fact. */
export interface Rules {
  /**
   * Everything that counts the fact: goals, and the remainders `unattributed/…` and
   * `overlap/…` (a remainder stands k times where k goals too many counted it).
   */
  attribute(type: FactType, fact: Attributable): readonly string[];
  /** The dimensions that the answer depends on, besides the day. */
  dimensions(type: FactType): readonly Dimension[];
}

/** Allocations remembered before the memory is started anew. */
const MAX_MEMO = 50_000;

/**
 * Compiles goals to bit masks: each dimension value maps to the clauses it satisfies, the masks of
 * a fact's values are ANDed, and what is left is allocated by parents and priorities.
 * A goal counts a fact when its metric is made of that fact type, the fact's day lies in its
 * window, and its scope holds. Pure: the same goals and fact always give the same answer.
 * @throws ScopeTooWideError
 */
export function compileRules(goals: readonly Goal[], metrics: ReadonlyMap<string, Metric>): Rules {
  const matchers = new Map<FactType, Matcher>();
  const typed = goals.flatMap((goal) => {
    const metric = metrics.get(goal.metric);
    return metric === undefined ? [] : [{ goal, types: factTypesOf(metric) }];
  });
  for (const type of new Set(typed.flatMap(({ types }) => [...types]))) {
    matchers.set(
      type,
      new Matcher(typed.filter(({ types }) => types.has(type)).map((t) => t.goal)),
    );
  }
  return {
    attribute: (type, fact) => matchers.get(type)?.attribute(fact) ?? [],
    dimensions: (type) => matchers.get(type)?.dimensions ?? [],
  };
}

class Matcher {
  readonly #masks: readonly DimensionMasks[];
  readonly #goalOf: readonly number[];
  readonly #goals: readonly Goal[];
  readonly #days = new Map<string, Mask>();
  readonly #memo = new Map<string, readonly string[]>();
  readonly #allocate: Allocate;
  readonly #words: number;
  readonly #scratch: Mask;

  constructor(goals: readonly Goal[]) {
    const clauses = goals.flatMap((goal, index) =>
      toClauses(goal.scope).map((clause) => ({ clause, index })),
    );
    this.#goals = goals;
    this.#goalOf = clauses.map(({ index }) => index);
    this.#words = Math.ceil(clauses.length / 32);
    this.#scratch = fullMask(this.#words);
    this.#allocate = allocator(goals);
    const list = clauses.map(({ clause }) => clause);
    this.#masks = DIMENSIONS.filter((name) => list.some((clause) => clause.has(name))).map(
      (name) => new DimensionMasks(name, list),
    );
  }

  get dimensions(): readonly Dimension[] {
    return this.#masks.map(({ dimension }) => dimension);
  }

  attribute(fact: Attributable): readonly string[] {
    const mask = this.#scratch;
    mask.set(this.#dayMask(fact.day));
    for (const masks of this.#masks) intersect(mask, masks.of(fact[masks.dimension] ?? ''));
    const key = mask.length === 1 ? String(mask[0]) : mask.join();
    const known = this.#memo.get(key);
    if (known !== undefined) return known;
    const counted = this.#allocate(this.#matched(mask));
    if (this.#memo.size >= MAX_MEMO) this.#memo.clear();
    this.#memo.set(key, counted);
    return counted;
  }

  #matched(mask: Mask): ReadonlySet<string> {
    const ids = new Set<string>();
    this.#goalOf.forEach((goal, clause) => {
      const id = this.#goals[goal]?.id;
      if (id !== undefined && hasBit(mask, clause)) ids.add(id);
    });
    return ids;
  }

  #dayMask(day: string): Mask {
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const mask = fullMask(this.#words);
    this.#goalOf.forEach((index, clause) => {
      const window = this.#goals[index]?.window;
      if (window === undefined || day < window.start || day > window.end) clearBit(mask, clause);
    });
    for (let bit = this.#goalOf.length; bit < this.#words * 32; bit++) clearBit(mask, bit);
    if (this.#days.size >= MAX_MEMO) this.#days.clear();
    this.#days.set(day, mask);
    return mask;
  }
}
