import { DIMENSIONS, type Dimension } from '../../schemas/dimensions.ts';
import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { factTypesOf } from '../../schemas/metrics/parts-of.ts';
import type { Epoch } from './epoch.ts';
import { lastNotAfter } from '../last-not-after.ts';
import { touchModel } from './matcher.ts';
import { Revisions } from './revision.ts';
import { dimensionsOf } from './scope.ts';
import { TypeRules, type Counted } from './type-rules.ts';
import type { Attributable } from './touches.ts';

/** The goals compiled: which of them count a fact. */
export interface Rules {
  /**
   * Everything that counts the fact, by name: goals, and the remainders `unattributed/…` and
   * `overlap/…` (a remainder stands k times where k goals too many counted it).
   */
  attribute(type: FactType, fact: Attributable): readonly string[];
  /** The same as places in `counters(type)`, with the touches each got. Valid until the next call. */
  count(type: FactType, fact: Attributable): Counted;
  /** Everything that may count facts of the type, in any epoch. */
  counters(type: FactType): readonly string[];
  /** The dimensions that the answer depends on, besides the day. */
  dimensions(type: FactType): readonly Dimension[];
  /** Whether a goal splits facts of the type over their touches. */
  splits(type: FactType): boolean;
  /**
   * The revision of what decides on the facts of a local day: the same for the same rules, never 0.
   * Days with the same revision are attributed alike.
   */
  readonly revision: (type: FactType, day: string) => bigint;
}

const NOTHING: Counted = { places: [], shares: [] };

/**
 * Compiles goals to bit masks: each dimension value maps to the clauses it satisfies, the masks of
 * a fact's values are ANDed, and what is left is allocated by parents and priorities.
 * A fact is counted by the goals of its day's epoch: a goal counts it when its metric is made of
 * that fact type, the day lies in its window, and its scope holds. Pure: the same goals and fact
 * always give the same answer.
 * @param epochs ascending by their first day.
 * @throws ScopeTooWideError
 */
export function compileRules(
  epochs: readonly Epoch[],
  metrics: ReadonlyMap<string, Metric>,
): Rules {
  const types = new Map(FACT_TYPES.map((type) => [type, new EpochRules(type, epochs, metrics)]));
  return {
    attribute: (type, fact) => types.get(type)?.attribute(fact) ?? [],
    count: (type, fact) => types.get(type)?.count(fact) ?? NOTHING,
    counters: (type) => types.get(type)?.counters ?? [],
    dimensions: (type) => types.get(type)?.dimensions ?? [],
    splits: (type) => types.get(type)?.splits ?? false,
    revision: (type, day) => types.get(type)?.revisions.of(day) ?? 1n,
  };
}

/** The goals on one type of facts, epoch by epoch. */
class EpochRules {
  readonly counters: readonly string[];
  readonly dimensions: readonly Dimension[];
  readonly splits: boolean;
  readonly revisions: Revisions;
  readonly #froms: readonly string[];
  readonly #rules: readonly TypeRules[];
  #lastDay = '';
  #lastRules: TypeRules | undefined;

  constructor(type: FactType, epochs: readonly Epoch[], metrics: ReadonlyMap<string, Metric>) {
    const isOfType = ({ metric: id }: Goal): boolean => {
      const metric = metrics.get(id);
      return metric !== undefined && factTypesOf(metric).has(type);
    };
    const own = epochs.map(({ from, goals }) => ({ from, goals: goals.filter(isOfType) }));
    const places = new Map<string, number>();
    const placeOf = (counter: string): number => {
      const place = places.get(counter) ?? places.size;
      places.set(counter, place);
      return place;
    };
    this.#froms = own.map(({ from }) => from);
    this.#rules = own.map(({ goals }) => new TypeRules(goals, placeOf));
    this.counters = [...places.keys()];
    const all = own.flatMap(({ goals }) => goals);
    const named = new Set(all.flatMap(({ scope }) => (scope ? [...dimensionsOf(scope)] : [])));
    this.dimensions = DIMENSIONS.filter((name) => named.has(name));
    this.splits = type === 'sale' && all.some((goal) => touchModel(goal) === 'linear');
    this.revisions = new Revisions(own);
  }

  attribute(fact: Attributable): readonly string[] {
    return this.count(fact).places.map((place) => this.counters[place] ?? '');
  }

  count(fact: Attributable): Counted {
    if (fact.day !== this.#lastDay) {
      this.#lastDay = fact.day;
      this.#lastRules = this.#rules[lastNotAfter(this.#froms, fact.day)];
    }
    return this.#lastRules?.count(fact) ?? NOTHING;
  }
}
