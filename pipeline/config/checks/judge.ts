import type { Goal } from '../../../schemas/goals.ts';
import type { Finding } from '../finding.ts';
import type { Surroundings } from './surroundings.ts';

/** Only sums are the same whether their periods are added up or looked at together. */
export function checkJudge(goal: Goal, { metrics }: Surroundings): readonly Finding[] {
  if (goal.type !== 'relative' || goal.judge !== 'total') return [];
  const metric = metrics.get(goal.metric);
  if (metric === undefined || metric.kind === 'sum') return [];
  const message = `is total, and ${metric.title.en.toLowerCase()} of several periods can’t be added up`;
  return [{ path: ['judge'], message, mend: 'write last or each, or every: window' }];
}
