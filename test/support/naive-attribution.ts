import type { Epoch } from '../../pipeline/attribution/epoch.ts';
import type { Dimension } from '../../schemas/dimensions.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { holds } from './arbitraries.ts';

export interface NaiveTouch {
  readonly channel?: string;
  readonly campaign?: string;
}

/** A fact as attribution sees it. */
export interface NaiveFact extends Readonly<Partial<Record<Dimension, string>>> {
  readonly day: string;
  readonly firstTouch?: NaiveTouch;
  readonly lastTouch?: NaiveTouch;
  readonly touches?: readonly NaiveTouch[];
}

/** The goals in force on a day. */
export function naiveGoals(epochs: readonly Epoch[], day: string): readonly Goal[] {
  return epochs.findLast(({ from }) => from <= day)?.goals ?? [];
}

/** The touches of a sale, oldest first. */
export function naiveTouches(sale: NaiveFact): readonly NaiveTouch[] {
  if (sale.touches !== undefined && sale.touches.length > 0) return sale.touches;
  const there = [sale.firstTouch, sale.lastTouch].filter((touch) => touch !== undefined);
  const saying = there.filter((touch) => textOf(touch) !== '|');
  const different = saying.filter((touch, n) => n === 0 || textOf(touch) !== textOf(saying[0]));
  return different.length === 0 ? [{ ...sale }] : different;
}

function textOf(touch: NaiveTouch | undefined): string {
  return `${touch?.channel ?? ''}|${touch?.campaign ?? ''}`;
}

function seenBy(goal: Goal, sale: NaiveFact, current: NaiveTouch): NaiveTouch {
  if (goal.touch === 'linear') return current;
  const named = goal.touch === 'first' ? sale.firstTouch : sale.lastTouch;
  if (named !== undefined && textOf(named) !== '|') return named;
  const list = sale.touches ?? [];
  return list[goal.touch === 'first' ? 0 : list.length - 1] ?? sale;
}

/**
 * Which counters one touch of a fact falls to, written as the definition says, without masks or
 * memory. A goal is told from the program's own counters: see `storedCounters`.
 */
export function naiveCounters(
  goals: readonly Goal[],
  sale: NaiveFact,
  current: NaiveTouch,
  type: FactType = 'sale',
): readonly string[] {
  const mine = goals.filter((goal) => metrics.get(goal.metric)?.parts.some((p) => p.fact === type));
  const matches = (goal: Goal): boolean => {
    const { channel = '', campaign = '' } = seenBy(goal, sale, current);
    const values = { ...sale, channel, campaign };
    return (
      sale.day >= goal.window.start &&
      sale.day <= goal.window.end &&
      (goal.scope === undefined || holds(goal.scope, values))
    );
  };
  const before = (a: Goal, b: Goal): boolean => {
    const [pa, pb] = [a.priority ?? 0, b.priority ?? 0];
    return pa < pb || (pa === pb && a.id < b.id);
  };
  const counts = (goal: Goal): boolean => {
    if (!matches(goal)) return false;
    if (goal.parent === undefined) return true;
    const parent = mine.find(({ id }) => id === goal.parent);
    if (parent === undefined || !counts(parent)) return false;
    if (parent.children === 'overlapping') return true;
    const rivals = mine.filter((other) => other.parent === goal.parent && matches(other));
    return rivals.every((other) => other.id === goal.id || before(goal, other));
  };
  const remainders = (name: string, parts: readonly Goal[]): readonly string[] => {
    const hits = parts.filter(counts).length;
    if (hits === 0) return [`unattributed/${name}`];
    return Array.from({ length: hits - 1 }, () => `overlap/${name}`);
  };
  const counters = mine.filter(counts).map(({ id }) => `${GOAL}${id}`);
  for (const goal of mine.filter(counts)) {
    const children = mine.filter(({ parent }) => parent === goal.id);
    if (children.length > 0) counters.push(...remainders(goal.id, children));
  }
  for (const metric of new Set(mine.map((goal) => goal.metric))) {
    const tops = mine.filter((goal) => goal.metric === metric && goal.parent === undefined);
    counters.push(...remainders(`metric.${metric}`, tops));
  }
  return counters.toSorted();
}

const GOAL = 'goal ';

/**
 * The names that counters have in the store.
 * @throws where two of them have the same.
 */
export function storedCounters(counters: readonly string[]): readonly string[] {
  const owner = new Map<string, string>();
  return counters.map((counter) => {
    const stored = counter.startsWith(GOAL) ? counter.slice(GOAL.length) : counter;
    const other = owner.get(stored) ?? counter;
    if (other !== counter) throw new Error(`${counter} and ${other} are both stored as ${stored}`);
    owner.set(stored, counter);
    return stored;
  });
}
