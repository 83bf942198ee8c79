import type { FactType } from '../facts.ts';
import type { Metric, Part } from '../metric.ts';
import { salesMetrics } from './sales.ts';
import { serviceMetrics } from './service.ts';
import { trafficMetrics } from './traffic.ts';

/** Every metric by its id. */
export const metrics: ReadonlyMap<string, Metric> = new Map(
  [...salesMetrics, ...trafficMetrics, ...serviceMetrics].map((metric) => [metric.id, metric]),
);

/** The distinct parts of all metrics over one fact type. */
export function partsOf(type: FactType): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const metric of metrics.values()) {
    for (const part of metric.parts) if (part.fact === type) parts.set(part.id, part);
  }
  return [...parts.values()];
}

/** The fact types that a metric is made of. */
export function factTypesOf(metric: Metric): ReadonlySet<FactType> {
  return new Set(metric.parts.map((part) => part.fact));
}
