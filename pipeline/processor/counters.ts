import {
  overlapMetric,
  overlapOf,
  unattributedMetric,
  unattributedOf,
} from '../attribution/allocate.ts';
import type { Epoch } from '../attribution/epoch.ts';
import { isKept, partsOf } from '../../schemas/metrics/parts-of.ts';
import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import type { Metric, Part } from '../../schemas/metric.ts';

/** By part, everything that counts it besides the total: goals and remainders, of all epochs. */
export interface Counters extends ReadonlyMap<string, readonly string[]> {
  /** Whether a goal gets only some touches of a sale. */
  readonly splits: boolean;
  /** All parts that are kept by day, whether a goal counts them or not. */
  readonly parts: ReadonlyMap<FactType, readonly Part[]>;
}

/** What counts each part, in any epoch. */
export function countersByPart(
  epochs: readonly Epoch[],
  metrics: ReadonlyMap<string, Metric>,
): Counters {
  const counters = new Map<string, Set<string>>();
  for (const { goals } of epochs) {
    const parents = new Set(goals.map((goal) => goal.parent));
    for (const { id, metric } of goals) {
      const names = [id, unattributedMetric(metric), overlapMetric(metric)];
      if (parents.has(id)) names.push(unattributedOf(id), overlapOf(id));
      for (const part of metrics.get(metric)?.parts ?? []) {
        const set = counters.get(part.id) ?? new Set();
        counters.set(part.id, set);
        for (const name of names) set.add(name);
      }
    }
  }
  const splits = epochs.some(({ goals }) => goals.some(({ touch }) => touch === 'linear'));
  const sorted = [...counters].map(([part, set]) => [part, [...set].toSorted()] as const);
  const kept = (type: FactType) => partsOf(type, metrics).filter(isKept);
  const parts = new Map(FACT_TYPES.map((type) => [type, kept(type)]));
  return Object.assign(new Map(sorted), { splits, parts });
}
