import type { Goal } from '../../schemas/goals.ts';
import { checkBaseline } from './checks/baseline.ts';
import { checkJudge } from './checks/judge.ts';
import { checkMetric } from './checks/metric.ts';
import { checkOwners } from './checks/owners.ts';
import { checkParent } from './checks/parent.ts';
import { checkScope } from './checks/scope.ts';
import { checkSupports } from './checks/supports.ts';
import type { Surroundings } from './checks/surroundings.ts';
import { checkTarget } from './checks/target.ts';
import { checkTouch } from './checks/touch.ts';
import { checkWindow } from './checks/window.ts';
import type { Finding } from './finding.ts';

/** What is wrong with a goal beyond its shape: names that don't exist, impossible windows, scopes and trees. */
export function checkGoal(goal: Goal, around: Surroundings): readonly Finding[] {
  const window = checkWindow(goal);
  return [
    ...checkMetric(goal, around),
    ...window,
    ...(window.length === 0 ? inWindow(goal, around) : []),
    ...checkTarget(goal),
    ...checkJudge(goal, around),
    ...checkScope(goal, around),
    ...checkTouch(goal, around),
    ...checkSupports(goal, around),
  ];
}

/** What can be said only of a goal whose window is right. */
function inWindow(goal: Goal, around: Surroundings): readonly Finding[] {
  return [...checkOwners(goal, around), ...checkBaseline(goal), ...checkParent(goal, around)];
}
