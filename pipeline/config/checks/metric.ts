import type { Goal } from '../../../schemas/goals.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../problem.ts';
import type { Surroundings } from './surroundings.ts';

/** A metric that is not there. */
export function checkMetric({ metric }: Goal, { metrics }: Surroundings): readonly Finding[] {
  if (metrics.has(metric)) return [];
  const near = nearest(metric, metrics.keys());
  const mend =
    near === undefined ? `write one of ${[...metrics.keys()].join(', ')}` : `write ${near}`;
  return [{ path: ['metric'], message: `there is no metric ${metric}`, mend }];
}
