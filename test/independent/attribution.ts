import { fits, type Goal } from './goals.ts';
import type { Row } from './figures.ts';

/** A goal's state from a local day on; the first one holds for all days before as well. */
export interface State {
  readonly from: string;
  readonly goal: Goal;
}

/** All states of all goals, by id, oldest first. */
export type Book = ReadonlyMap<string, readonly State[]>;

export function stateOn(states: readonly State[], day: string): Goal {
  const goal = (states.findLast(({ from }) => from <= day) ?? states[0])?.goal;
  if (goal === undefined) throw new Error('a goal without a state');
  return goal;
}

/**
 * Whether a row of a local day counts for a goal: within its window and scope, and within its
 * parent's; of one parent's children the first by priority, then id, counts a row alone.
 */
export function countsFor(book: Book, id: string): (row: Row, day: string) => boolean {
  const onDay = new Map<string, ReadonlyMap<string, Goal>>();
  const goalsOn = (day: string): ReadonlyMap<string, Goal> => {
    const known = onDay.get(day);
    if (known !== undefined) return known;
    const goals = new Map([...book].map(([name, states]) => [name, stateOn(states, day)]));
    onDay.set(day, goals);
    return goals;
  };
  return (row, day) => {
    const goals = goalsOn(day);
    const goal = goals.get(id);
    return goal !== undefined && taken(goal, goals, row, day);
  };
}

function taken(goal: Goal, goals: ReadonlyMap<string, Goal>, row: Row, day: string): boolean {
  if (!matches(goal, row, day)) return false;
  if (goal.parent === undefined) return true;
  const parent = goals.get(goal.parent);
  if (parent === undefined || !taken(parent, goals, row, day)) return false;
  const first = [...goals.values()]
    .filter((sibling) => sibling.parent === goal.parent && matches(sibling, row, day))
    .toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0) || (a.id < b.id ? -1 : 1))[0];
  return first?.id === goal.id;
}

function matches({ window, scope }: Goal, row: Row, day: string): boolean {
  return day >= window.start && day <= window.end && fits(scope, row);
}
