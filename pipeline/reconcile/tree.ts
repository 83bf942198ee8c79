import type { Goal } from '../../schemas/goals.ts';
import type { Metric, Part } from '../../schemas/metric.ts';
import { addsUp } from '../../schemas/metrics/parts-of.ts';
import {
  overlapMetric,
  overlapOf,
  TOTAL,
  unattributedMetric,
  unattributedOf,
} from '../attribution/allocate.ts';
import type { Epoch } from '../attribution/epoch.ts';

/** On every day the signed counters of one part come to what one counter has. */
export interface Equation {
  readonly subject: string;
  readonly part: Part;
  readonly terms: readonly { readonly counter: string; readonly sign: 1n | -1n }[];
  readonly equals: string;
  /** Local days on which it must hold: from the first included to the last excluded. */
  readonly from: string;
  readonly until: string;
}

const plus = (counter: string) => ({ counter, sign: 1n as const });
const minus = (counter: string) => ({ counter, sign: -1n as const });

type Undated = Omit<Equation, 'from' | 'until'>;

/** After every day. */
const NEVER = '9999-12-31';

/** What must hold of goals that change, each at the days of its epoch. */
export function equationsIn(
  epochs: readonly Epoch[],
  metrics: ReadonlyMap<string, Metric>,
): readonly Equation[] {
  return epochs.flatMap(({ from, goals }, at) => {
    const until = epochs[at + 1]?.from ?? NEVER;
    return equationsOf(goals, metrics).map((equation) => ({ ...equation, from, until }));
  });
}

/**
 * What must hold of the goals at every day, for every part that adds up: a parent is its children
 * less what they count more than once, and what none of them counts; so is the total of the goals
 * without a parent. A linear goal counts a fact once whichever of its touches it got, so beside one
 * only sums add up. Pure.
 */
export function equationsOf(
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
): readonly Undated[] {
  const byMetric = Map.groupBy(goals, ({ metric }) => metric);
  return [...byMetric].flatMap(([id, own]) => {
    const linear = own.some(({ touch }) => touch === 'linear');
    const parts = (metrics.get(id)?.parts ?? []).filter(
      (part) => addsUp(part) && !(linear && part.aggregate === 'count'),
    );
    return parts.flatMap((part) => [totalOf(id, own, part), ...parentsOf(own, part)]);
  });
}

function totalOf(metric: string, goals: readonly Goal[], part: Part): Undated {
  const tops = goals.filter(({ parent }) => parent === undefined).map(({ id }) => plus(id));
  const terms = [...tops, plus(unattributedMetric(metric)), minus(overlapMetric(metric))];
  return { subject: `metric ${metric}`, part, terms, equals: TOTAL };
}

function parentsOf(goals: readonly Goal[], part: Part): Undated[] {
  const families = Map.groupBy(goals, ({ parent }) => parent);
  return goals.flatMap(({ id }) => {
    const children = families.get(id);
    if (children === undefined) return [];
    const terms = [
      ...children.map((child) => plus(child.id)),
      plus(unattributedOf(id)),
      minus(overlapOf(id)),
    ];
    return [{ subject: id, part, terms, equals: id }];
  });
}

/** Both sides of an equation on a day where they differ, in millionths. @param values by counter. */
export function sidesThatDiffer(
  { terms, equals }: Pick<Equation, 'terms' | 'equals'>,
  values: ReadonlyMap<string, bigint>,
): { readonly sum: bigint; readonly whole: bigint } | undefined {
  const sum = terms.reduce(
    (all, { counter, sign }) => all + sign * (values.get(counter) ?? 0n),
    0n,
  );
  const whole = values.get(equals) ?? 0n;
  return sum === whole ? undefined : { sum, whole };
}
