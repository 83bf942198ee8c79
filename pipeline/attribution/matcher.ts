import { DIMENSIONS, type Dimension } from '../../schemas/dimensions.ts';
import { TOUCHES, type Goal, type Touch } from '../../schemas/goals.ts';
import { intersect, maskOf, ValueMasks, type Mask } from './masks.ts';
import { isOfTouch, readerOf, type Read } from './readers.ts';
import { toClauses, type Clause } from './scope.ts';
import type { Attributable, TouchValues } from './touches.ts';

/** Days remembered before the memory is started anew. */
const MAX_DAYS = 50_000;

interface OwnClause {
  readonly goal: number;
  readonly clause: Clause;
}

/** A dimension as the goals of a touch model see it. */
interface Look {
  readonly read: Read;
  readonly masks: ValueMasks;
}

/** Finds the goals whose window and scope hold for a fact. */
export class Matcher {
  readonly #goals: readonly Goal[];
  readonly #clauses: readonly OwnClause[];
  /** The goal of each clause. */
  readonly #goalOf: Int32Array;
  readonly #looks: readonly Look[];
  readonly #days = new Map<string, Mask>();
  #lastDay = '';
  #lastMask: Mask | undefined;
  readonly #masks: Mask[] = [];
  readonly #holding: number[] = [];
  readonly #matched: number[] = [];
  readonly #seen: Uint8Array;

  constructor(goals: readonly Goal[]) {
    this.#goals = goals;
    this.#seen = new Uint8Array(goals.length);
    this.#clauses = sortedClauses(goals);
    this.#goalOf = Int32Array.from(this.#clauses, ({ goal }) => goal);
    this.#looks = DIMENSIONS.flatMap((dimension) => this.#looksAt(dimension));
  }

  /** The places of the goals that match, each once. Valid until the next call. */
  match(fact: Attributable, touch: TouchValues): readonly number[] {
    const masks = this.#masks;
    masks[0] = this.#dayMask(fact.day);
    for (let n = 0; n < this.#looks.length; n++) {
      const look = this.#looks[n];
      if (look !== undefined) masks[n + 1] = look.masks.of(look.read(fact, touch) ?? '');
    }
    this.#holding.length = 0;
    intersect(masks, this.#holding);
    return this.#goalsOf(this.#holding);
  }

  /** A goal matches where any of its clauses holds. */
  #goalsOf(clauses: readonly number[]): readonly number[] {
    const seen = this.#seen;
    const matched = this.#matched;
    matched.length = 0;
    for (let n = 0; n < clauses.length; n++) {
      const goal = this.#goalOf[clauses[n] ?? 0] ?? 0;
      if (seen[goal] === 1) continue;
      seen[goal] = 1;
      matched.push(goal);
    }
    for (let n = 0; n < matched.length; n++) seen[matched[n] ?? 0] = 0;
    return matched;
  }

  #looksAt(dimension: Dimension): readonly Look[] {
    const touches = isOfTouch(dimension) ? TOUCHES : [undefined];
    return touches.flatMap((touch) => {
      const conditions = this.#clauses.map(({ goal, clause }) =>
        touch === undefined || touchModel(this.#goals[goal]) === touch
          ? clause.get(dimension)
          : undefined,
      );
      if (conditions.every((condition) => condition === undefined)) return [];
      return [{ read: readerOf(dimension, touch ?? 'last'), masks: new ValueMasks(conditions) }];
    });
  }

  #dayMask(day: string): Mask {
    if (this.#lastMask !== undefined && day === this.#lastDay) return this.#lastMask;
    const mask = this.#days.get(day) ?? this.#findDay(day);
    this.#lastDay = day;
    this.#lastMask = mask;
    return mask;
  }

  #findDay(day: string): Mask {
    const mask = maskOf(this.#clauses.length, (clause) => {
      const goal = this.#goals[this.#goalOf[clause] ?? 0];
      return goal !== undefined && covers(goal, day);
    });
    if (this.#days.size >= MAX_DAYS) this.#days.clear();
    this.#days.set(day, mask);
    return mask;
  }
}

/** Which touch a goal's conditions on channel and campaign look at. */
export function touchModel(goal: Goal | undefined): Touch {
  return goal?.touch ?? 'last';
}

/** Whether a local day lies in the goal's window. */
export function covers({ window }: Goal, day: string): boolean {
  return day >= window.start && day <= window.end;
}

/** Clauses with the same window and conditions beside each other: a fact's are then in few words. */
function sortedClauses(goals: readonly Goal[]): readonly OwnClause[] {
  const clauses = goals.flatMap((goal, index) =>
    toClauses(goal.scope).map((clause) => ({ goal: index, clause })),
  );
  const order = commonFirst(clauses);
  const keyed = clauses.map((own) => {
    const window = goals[own.goal]?.window;
    const texts = order.map((dimension) => own.clause.get(dimension)?.text ?? '');
    return { own, key: [window?.start, window?.end, ...texts].join('\n') };
  });
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map((k) => k.own);
}

/** The dimensions by how many clauses have a condition on them. */
function commonFirst(clauses: readonly OwnClause[]): readonly Dimension[] {
  const uses = new Map(
    DIMENSIONS.map((name) => [name, clauses.filter(({ clause }) => clause.has(name)).length]),
  );
  return DIMENSIONS.toSorted((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0));
}
