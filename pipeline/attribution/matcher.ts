import { DIMENSIONS, type Dimension } from '../../schemas/dimensions.ts';
import { TOUCHES, type Goal, type Touch } from '../../schemas/goals.ts';
import { intersect, ValueMasks, type Masks } from './masks.ts';
import { isOfTouch, readerOf, type Read } from './readers.ts';
import { toClauses, type Clause } from './scope.ts';
import type { Attributable, TouchValues } from './touches.ts';

interface OwnClause {
  readonly goal: number;
  readonly clause: Clause;
}

/** A dimension as the goals of a touch model see it. */
interface Look {
  readonly read: Read;
  readonly values: ValueMasks;
  /** How many clauses have a condition on it. */
  readonly conditions: number;
}

/** Finds the goals whose window and scope hold for a fact. */
export class Matcher {
  readonly #goals: readonly Goal[];
  readonly #clauses: readonly OwnClause[];
  /** The goal of each clause. */
  readonly #goalOf: Int32Array;
  /** Those with the most conditions first: what they leave is the least. */
  readonly #looks: readonly Look[];
  readonly #days: ValueMasks;
  /** Of each look, and the days' at the end. */
  readonly #tables: readonly Masks[];
  /** Where the rows of the fact in hand begin in them. */
  readonly #rows: Int32Array;
  readonly #holding: number[] = [];
  readonly #matched: number[] = [];
  readonly #seen: Uint8Array;

  constructor(goals: readonly Goal[]) {
    this.#goals = goals;
    this.#seen = new Uint8Array(goals.length);
    this.#clauses = sortedClauses(goals);
    this.#goalOf = Int32Array.from(this.#clauses, ({ goal }) => goal);
    this.#looks = DIMENSIONS.flatMap((dimension) => this.#looksAt(dimension)).toSorted(
      (a, b) => b.conditions - a.conditions,
    );
    this.#days = new ValueMasks(this.#clauses.length, (clause, day) => {
      const goal = goals[this.#goalOf[clause] ?? 0];
      return goal !== undefined && covers(goal, day);
    });
    this.#tables = [...this.#looks.map(({ values }) => values.masks), this.#days.masks];
    this.#rows = new Int32Array(this.#tables.length);
  }

  /** The places of the goals that match, each once. Valid until the next call. */
  match(fact: Attributable, touch: TouchValues): readonly number[] {
    const rows = this.#rows;
    const looks = this.#looks;
    for (let n = 0; n < looks.length; n++) {
      const look = looks[n];
      if (look !== undefined) rows[n] = look.values.of(look.read(fact, touch) ?? '');
    }
    rows[looks.length] = this.#days.of(fact.day);
    this.#holding.length = 0;
    intersect(this.#tables, rows, this.#holding);
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
      const count = conditions.filter((condition) => condition !== undefined).length;
      if (count === 0) return [];
      const values = new ValueMasks(
        conditions.length,
        (clause, value) => conditions[clause]?.holds(value) ?? true,
      );
      return [{ read: readerOf(dimension, touch ?? 'last'), values, conditions: count }];
    });
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
