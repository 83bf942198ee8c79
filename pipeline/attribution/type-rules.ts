import type { Goal } from '../../schemas/goals.ts';
import { Allocator, overlapMetric, unattributedMetric, type PlaceOf } from './allocate.ts';
import { Matcher, touchModel } from './matcher.ts';
import { TouchMerger } from './merge-touches.ts';
import { touchesOf, type Attributable, type TouchValues } from './touches.ts';

/** What counts a fact. */
export interface Counted {
  /** Places of counters; a remainder stands k times where k goals too many counted the fact. */
  readonly places: readonly number[];
  /**
   * For each of the places the touches of the sale that it got, as bits, the oldest the lowest.
   * Empty where every counter got the whole fact.
   */
  readonly shares: readonly number[];
}

interface Remainders {
  readonly unattributed: number;
  readonly overlap: number;
}

/** Goals that are matched and allocated together. */
class Group {
  readonly #matcher: Matcher;
  readonly #allocator: Allocator;

  constructor(goals: readonly Goal[], metrics: readonly string[], placeOf: PlaceOf) {
    this.#matcher = new Matcher(goals);
    this.#allocator = new Allocator(goals, metrics, placeOf);
  }

  count(fact: Attributable, touch: TouchValues, out: number[], hits: Int32Array): void {
    this.#allocator.allocate(this.#matcher.match(fact, touch), out, hits);
  }
}

/**
 * The goals of one epoch on one type of facts. Top-level goals count independently; their metric's
 * remainder and overlap make their sum equal the total: goals − overlap + unattributed = total.
 * Where a goal is linear that holds touch by touch, and a goal that is not has every touch.
 */
export class TypeRules {
  readonly #remainders: readonly Remainders[];
  readonly #whole: Group;
  readonly #linear: Group | undefined;
  readonly #hits: Int32Array;
  readonly #places: number[] = [];
  readonly #shares: number[] = [];
  readonly #counted: Counted = { places: this.#places, shares: this.#shares };
  readonly #merger = new TouchMerger();

  constructor(goals: readonly Goal[], placeOf: PlaceOf) {
    const metrics = [...new Set(goals.map(({ metric }) => metric))];
    const linear = goals.filter((goal) => touchModel(goal) === 'linear');
    const whole = goals.filter((goal) => touchModel(goal) !== 'linear');
    this.#whole = new Group(whole, metrics, placeOf);
    this.#linear = linear.length === 0 ? undefined : new Group(linear, metrics, placeOf);
    this.#remainders = metrics.map((metric) => ({
      unattributed: placeOf(unattributedMetric(metric)),
      overlap: placeOf(overlapMetric(metric)),
    }));
    this.#hits = new Int32Array(metrics.length);
  }

  /** What counts the fact. Valid until the next call. */
  count(fact: Attributable): Counted {
    this.#places.length = 0;
    this.#shares.length = 0;
    this.#hits.fill(0);
    this.#whole.count(fact, fact, this.#places, this.#hits);
    if (this.#linear === undefined) this.#addRemainders(this.#places, this.#hits);
    else this.#countLinear(this.#linear, fact);
    return this.#counted;
  }

  #countLinear(linear: Group, fact: Attributable): void {
    const whole = this.#places.splice(0);
    const touches = touchesOf(fact);
    this.#merger.clear();
    touches.forEach((touch, index) => {
      const places = [...whole];
      const hits = this.#hits.slice();
      linear.count(fact, touch, places, hits);
      this.#addRemainders(places, hits);
      this.#merger.add(index, places);
    });
    this.#merger.give(touches.length, this.#places, this.#shares);
  }

  #addRemainders(places: number[], hits: Int32Array): void {
    for (let metric = 0; metric < hits.length; metric++) {
      const remainders = this.#remainders[metric];
      const count = hits[metric] ?? 0;
      if (remainders === undefined || count === 1) continue;
      if (count === 0) places.push(remainders.unattributed);
      for (let extra = 1; extra < count; extra++) places.push(remainders.overlap);
    }
  }
}
