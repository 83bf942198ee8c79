import { localDate } from '../../schemas/calendar.ts';
import { ASPECTS, type GoalCheck } from '../../schemas/goal-check.ts';
import type { Project } from '../config/load-project.ts';
import {
  checkGoalsOnFacts,
  checkWrittenGoals,
  type SmartCheck,
  type SmartRemark,
} from '../goals/smart/check.ts';
import type { Store } from '../store/store.ts';

/** Checks a project's goals by what is written alone. */
export function checkOffline(project: Project): GoalCheck {
  return checkOf(project, checkWrittenGoals(project));
}

/** Checks a project's goals, also by the facts in the store. @param now ms since the epoch. */
export async function checkOnFacts(
  project: Project,
  store: Store,
  now: number,
): Promise<GoalCheck> {
  const today = localDate(now, project.config.business.timezone);
  return checkOf(project, await checkGoalsOnFacts(project, store, today));
}

function checkOf(project: Project, { history, remarks, past }: SmartCheck): GoalCheck {
  const order = new Map(project.goals.map(({ id }, index) => [id, index]));
  const rank = ({ goal, aspect }: SmartRemark): number =>
    (order.get(goal) ?? 0) * ASPECTS.length + ASPECTS.indexOf(aspect);
  const sorted = remarks.toSorted((a, b) => rank(a) - rank(b));
  const placed = sorted.map((remark) => ({ ...remark, ...placeOf(project, remark) }));
  return {
    goals: project.goals.length,
    owners: project.owners.length,
    history,
    findings: placed.flatMap(({ mend, ...rest }) =>
      mend === undefined ? [] : [{ ...rest, mend }],
    ),
    notes: placed.flatMap(({ mend, ...rest }) => (mend === undefined ? [rest] : [])),
    past: [...past],
  };
}

function placeOf({ goalPlaces }: Project, { goal, field }: SmartRemark) {
  const place = goalPlaces.get(goal);
  if (place === undefined) return {};
  const line = place.lineOf(field);
  return { file: place.file, ...(line === undefined ? {} : { line }) };
}
