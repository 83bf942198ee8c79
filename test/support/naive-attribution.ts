import type { Epoch } from '../../pipeline/attribution/epoch.ts';
import type { Goal } from '../../schemas/goals.ts';
import { metrics } from '../../schemas/metrics/registry.ts';
import { holds } from './arbitraries.ts';

export interface NaiveTouch {
  readonly channel?: string;
  readonly campaign?: string;
}

/** A sale as attribution sees it. */
export interface NaiveSale extends NaiveTouch {
  readonly day: string;
  readonly country?: string;
  readonly firstTouch?: NaiveTouch;
  readonly lastTouch?: NaiveTouch;
  readonly touches?: readonly NaiveTouch[];
}

/** The goals in force on a day. */
export function naiveGoals(epochs: readonly Epoch[], day: string): readonly Goal[] {
  return epochs.findLast(({ from }) => from <= day)?.goals ?? [];
}

/** The touches of a sale, oldest first. */
export function naiveTouches(sale: NaiveSale): readonly NaiveTouch[] {
  if (sale.touches !== undefined && sale.touches.length > 0) return sale.touches;
  const there = [sale.firstTouch, sale.lastTouch].filter((touch) => touch !== undefined);
  const saying = there.filter((touch) => textOf(touch) !== '|');
  const different = saying.filter((touch, n) => n === 0 || textOf(touch) !== textOf(saying[0]));
  return different.length === 0 ? [{ ...sale }] : different;
}

function textOf(touch: NaiveTouch | undefined): string {
  return `${touch?.channel ?? ''}|${touch?.campaign ?? ''}`;
}

function seenBy(goal: Goal, sale: NaiveSale, current: NaiveTouch): NaiveTouch {
  if (goal.touch === 'linear') return current;
  const named = goal.touch === 'first' ? sale.firstTouch : sale.lastTouch;
  if (named !== undefined && textOf(named) !== '|') return named;
  const list = sale.touches ?? [];
  return list[goal.touch === 'first' ? 0 : list.length - 1] ?? sale;
}

/** Which counters one touch of a sale falls to, written as the definition says, without masks or memory. */
export function naiveCounters(
  goals: readonly Goal[],
  sale: NaiveSale,
  current: NaiveTouch,
): readonly string[] {
  const mine = goals.filter((goal) =>
    metrics.get(goal.metric)?.parts.some((p) => p.fact === 'sale'),
  );
  const matches = (goal: Goal): boolean => {
    const { channel = '', campaign = '' } = seenBy(goal, sale, current);
    const values = { country: sale.country, channel, campaign };
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
  const counters = mine.filter(counts).map(({ id }) => id);
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
