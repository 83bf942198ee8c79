import { DIMENSIONS, type Dimension } from '../../schemas/dimensions.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { factTypesOf } from '../../schemas/metrics/registry.ts';
import { Allocator } from './allocate.ts';
import { bitsOf, clearBit, DimensionMasks, fullMask, intersect, type Mask } from './masks.ts';
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
  /** The same as places in `counters(type)`. Valid until the next call. */
  places(type: FactType, fact: Attributable): readonly number[];
  /** Everything that may count facts of the type. */
  counters(type: FactType): readonly string[];
  /** The dimensions that the answer depends on, besides the day. */
  dimensions(type: FactType): readonly Dimension[];
}

/** Days remembered before the memory is started anew. */
const MAX_DAYS = 50_000;

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
    attribute: (type, fact) => {
      const matcher = matchers.get(type);
      return matcher?.places(fact).map((place) => matcher.counters[place] ?? '') ?? [];
    },
    places: (type, fact) => matchers.get(type)?.places(fact) ?? [],
    counters: (type) => matchers.get(type)?.counters ?? [],
    dimensions: (type) => matchers.get(type)?.dimensions ?? [],
  };
}

class Matcher {
  readonly #masks: readonly DimensionMasks[];
  /** The goal of each clause. */
  readonly #goalOf: readonly number[];
  readonly #goals: readonly Goal[];
  readonly #days = new Map<string, Mask>();
  readonly #allocator: Allocator;
  readonly #words: number;
  readonly #mask: Mask;
  readonly #matches: Uint8Array;
  readonly #clauses: number[] = [];
  readonly #matched: number[] = [];
  readonly #places: number[] = [];

  constructor(goals: readonly Goal[]) {
    const clauses = goals.flatMap((goal, index) =>
      toClauses(goal.scope).map((clause) => ({ clause, index })),
    );
    this.#goals = goals;
    this.#goalOf = clauses.map(({ index }) => index);
    this.#words = Math.ceil(clauses.length / 32);
    this.#mask = fullMask(this.#words);
    this.#matches = new Uint8Array(goals.length);
    this.#allocator = new Allocator(goals);
    const list = clauses.map(({ clause }) => clause);
    this.#masks = DIMENSIONS.filter((name) => list.some((clause) => clause.has(name))).map(
      (name) => new DimensionMasks(name, list),
    );
  }

  get dimensions(): readonly Dimension[] {
    return this.#masks.map(({ dimension }) => dimension);
  }

  get counters(): readonly string[] {
    return this.#allocator.counters;
  }

  places(fact: Attributable): readonly number[] {
    const mask = this.#mask;
    mask.set(this.#dayMask(fact.day));
    for (const masks of this.#masks) intersect(mask, masks.of(fact[masks.dimension] ?? ''));
    this.#match(mask);
    this.#places.length = 0;
    this.#allocator.allocate(this.#matched, this.#matches, this.#places);
    return this.#places;
  }

  /** A goal matches where any of its clauses holds. */
  #match(mask: Mask): void {
    for (const goal of this.#matched) this.#matches[goal] = 0;
    this.#matched.length = 0;
    this.#clauses.length = 0;
    bitsOf(mask, this.#clauses);
    for (const clause of this.#clauses) {
      const goal = this.#goalOf[clause] ?? 0;
      if (this.#matches[goal] === 1) continue;
      this.#matches[goal] = 1;
      this.#matched.push(goal);
    }
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
    if (this.#days.size >= MAX_DAYS) this.#days.clear();
    this.#days.set(day, mask);
    return mask;
  }
}
