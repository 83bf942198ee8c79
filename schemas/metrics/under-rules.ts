import type { Metric, Part } from '../metric.ts';
import type { LocalRules } from './local.ts';

/** Metrics under the rules of a project: those decide on their figures like their own definitions. */
export function underRules(
  metrics: ReadonlyMap<string, Metric>,
  local: LocalRules,
): ReadonlyMap<string, Metric> {
  const under = (part: Part): Part => ({ ...part, local });
  return new Map(
    [...metrics].map(([id, metric]) => {
      const [first, second] = metric.parts;
      const parts: Metric['parts'] =
        second === undefined ? [under(first)] : [under(first), under(second)];
      return [id, { ...metric, parts }];
    }),
  );
}
