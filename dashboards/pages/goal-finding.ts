import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { PageContext } from './context.ts';
import { toNumber } from './figures.ts';
import { shownState } from './first-load.ts';
import {
  bandText,
  isUnderWay,
  limitsOf,
  periodCounts,
  periodName,
  targetText,
} from './goal-figures.ts';

/** The page's title: where the goal stands, in one sentence with its figure. Open goals are not judged. */
export function goalFinding(context: PageContext, goal: GoalAttainment): string {
  const { texts, format } = context;
  const { title } = goal;
  if (goal.state === 'early') return texts.goal.early(title, format.fullDay(goal.window.start));
  if (goal.state === 'damaged') return texts.goal.damaged(title);
  const state = shownState(context, goal);
  if (goal.state === 'nodata' || goal.actual === undefined)
    return state === 'loading' ? texts.goal.loading(title) : texts.goal.nodata(title);
  if (goal.type === 'maintain') return bandFinding(context, goal, goal.actual);
  if (goal.state === 'nobaseline')
    return texts.goal.nobaseline(title, format.brief(goal.metric, goal.actual));
  const actual = format.brief(goal.metric, goal.actual, limitsOf(goal));
  const target = targetText(context, goal);
  if (goal.state === 'achieved') return texts.goal.achieved(title, actual, target);
  if (state === 'loading') return texts.goal.loadingAt(title, actual, target);
  if (goal.state === 'missed') return texts.goal.missed(title, actual, target);
  if (goal.baseline === undefined) return texts.goal.open(title, actual, target);
  if (isUnderWay(goal)) return underWayFinding(context, goal, goal.actual);
  const share = toNumber(goal.attainment);
  const baseline = format.limit(goal.metric, goal.baseline);
  return share >= 0 && share <= 1
    ? texts.goal.openChange(title, actual, baseline, target)
    : texts.goal.beyondChange(title, actual, baseline, target);
}

function underWayFinding(
  { texts, format }: PageContext,
  { title, metric, comparison }: GoalAttainment,
  actual: string,
): string {
  const toDate = comparison?.toDate;
  if (toDate === undefined) return texts.goal.underWayBegun(title, format.brief(metric, actual));
  const beside = [toDate.baseline, toDate.target];
  return texts.goal.underWayFinding(
    title,
    format.brief(metric, toDate.actual, beside),
    format.brief(metric, toDate.baseline, [toDate.actual]),
    format.brief(metric, toDate.target, [toDate.actual]),
  );
}

function bandFinding(context: PageContext, goal: GoalAttainment, actual: string): string {
  const { texts, format } = context;
  const { inside, known } = periodCounts(goal);
  if (known === 0)
    return texts.goal.bandBegun(
      goal.title,
      format.value(goal.metric, actual, limitsOf(goal)),
      bandText(context, goal),
    );
  const [first, second] = [String(inside), String(known)];
  const name = periodName(context, goal);
  return goal.state === 'open' || shownState(context, goal) === 'loading'
    ? texts.goal.openBand(goal.title, first, second, name)
    : texts.goal.endedBand(goal.title, first, second, name);
}
