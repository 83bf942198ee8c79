import type { GoalAttainment, MissingRate } from '../../schemas/attainment.ts';
import type { Metric } from '../../schemas/metric.ts';
import { hasMoney } from '../metrics/part-sql.ts';

/** Goals on money whose window has a day on which sales have no rate are marked incomplete. Pure. */
export function incompleteGoals(
  goals: readonly GoalAttainment[],
  metrics: ReadonlyMap<string, Metric>,
  missing: readonly MissingRate[],
): GoalAttainment[] {
  return goals.map((goal) => {
    const { start, end } = goal.window;
    const lacks = missing.some(({ day }) => day >= start && day <= end);
    const money = metrics.get(goal.metric.id)?.parts.some(hasMoney) === true;
    return lacks && money ? { ...goal, incomplete: true as const } : goal;
  });
}
