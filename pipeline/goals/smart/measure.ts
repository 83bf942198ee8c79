import type { FactType } from '../../../schemas/facts.ts';
import type { Goal, Scope, Touch } from '../../../schemas/goals.ts';
import type { Metric, Part } from '../../../schemas/metric.ts';
import { addsUp } from '../../../schemas/metrics/parts-of.ts';
import type { Days } from '../../attainment/calendar.ts';
import type { Store } from '../../store/store.ts';
import { readDailySums, readSpans, type PartOver, type Series } from './read-history.ts';
import type { MeasuredOver } from './trials.ts';

/** What is to be measured of a goal's past. */
export interface Plan {
  readonly goal: Goal;
  readonly metric: Metric;
  readonly scope: Scope | undefined;
  readonly touch: Touch;
  /** Today: what comes back of a stretch's sales later counts for nothing. */
  readonly through: string;
  /** Every stretch of days that is asked for. */
  readonly spans: readonly Days[];
}

type Over = (days: Days) => PartOver | undefined;

/** Measures the pasts of goals, by the goal's id. Parts whose days don't add up are known for the asked days only. */
export async function measure(
  store: Store,
  plans: readonly Plan[],
): Promise<ReadonlyMap<string, MeasuredOver>> {
  const sums = await readSums(store, plans);
  const found = new Map<string, MeasuredOver>();
  for (const plan of plans) {
    const parts: Over[] = [];
    for (const part of plan.metric.parts) {
      parts.push(sums.get(keyOf(plan, part)) ?? (await readSet(store, plan, part)));
    }
    found.set(plan.goal.id, (days) => measuredBy(parts, days));
  }
  return found;
}

function measuredBy(parts: readonly Over[], days: Days): ReturnType<MeasuredOver> {
  const values = parts.map((over) => over(days)).filter((one) => one !== undefined);
  if (values.length < parts.length) return undefined;
  return {
    parts: values.map(({ value }) => value),
    facts: Math.max(...values.map(({ facts }) => facts)),
  };
}

/** Goals that look at the same part of the same facts share a series. */
async function readSums(store: Store, plans: readonly Plan[]): Promise<ReadonlyMap<string, Over>> {
  const series = new Map<string, Series>();
  for (const plan of plans) {
    for (const part of plan.metric.parts) {
      if (addsUp(part)) series.set(keyOf(plan, part), seriesOf(plan, part));
    }
  }
  const found = new Map<string, Over>();
  const byType = Map.groupBy(series, ([, { part }]): FactType => part.fact);
  for (const [type, own] of byType) {
    const sums = await readDailySums(
      store,
      type,
      own.map(([, one]) => one),
    );
    own.forEach(([key], index) => found.set(key, (days) => sums[index]?.over(days)));
  }
  return found;
}

async function readSet(store: Store, plan: Plan, part: Part): Promise<Over> {
  const values = await readSpans(store, seriesOf(plan, part), plan.spans);
  const found = new Map(plan.spans.map((span, index) => [nameOf(span), values[index]]));
  return (days) => found.get(nameOf(days));
}

function seriesOf({ scope, touch, through }: Plan, part: Part): Series {
  return { part, scope, touch, through };
}

function keyOf({ scope, touch }: Plan, part: Part): string {
  return JSON.stringify([part.fact, part.id, scope ?? null, touch]);
}

function nameOf({ start, end }: Days): string {
  return `${start} ${end}`;
}
