import { DIMENSIONS, type Dimension } from '../dimensions.ts';
import { FACT_DIMENSIONS, type FactType } from '../facts.ts';
import type { Metric, Part } from '../metric.ts';

/** The distinct parts of some metrics over one fact type. */
export function partsOf(type: FactType, metrics: ReadonlyMap<string, Metric>): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const metric of metrics.values()) {
    for (const part of metric.parts) if (part.fact === type) parts.set(part.id, part);
  }
  return [...parts.values()];
}

/** The fact types that a metric is made of. */
export function factTypesOf(metric: Pick<Metric, 'parts'>): ReadonlySet<FactType> {
  return new Set(metric.parts.map((part) => part.fact));
}

/** What goals on a metric may be scoped by: the dimensions that all its facts have, or fewer. */
export function dimensionsOfMetric(
  metric: Pick<Metric, 'parts' | 'dimensions'>,
): readonly Dimension[] {
  const types = [...factTypesOf(metric)];
  return DIMENSIONS.filter(
    (name) =>
      types.every((type) => FACT_DIMENSIONS[type].includes(name)) &&
      (metric.dimensions === undefined || metric.dimensions.includes(name)),
  );
}

/** A part that is worked out from the facts of a goal's days, not from what is kept for each day. */
export type FromFacts = Extract<Part, { aggregate: 'percentile' | 'repeated' | 'cohort' }>;

export function isFromFacts(part: Part): part is FromFacts {
  return ['percentile', 'repeated', 'cohort'].includes(part.aggregate);
}

/** Whether a part has rows in goal_daily. */
export function isKept({ aggregate }: Part): boolean {
  return aggregate !== 'repeated' && aggregate !== 'cohort';
}

/** Whether a part's days add up, so that its total over all facts is kept as well. */
export function addsUp({ aggregate }: Part): boolean {
  return aggregate === 'sum' || aggregate === 'count';
}
