import type { GoalAttainment } from '../../schemas/attainment.ts';
import { goalPath, type PageContext } from './context.ts';
import { toNumber } from './figures.ts';
import { firstLoad, shownState } from './first-load.ts';
import { band, reportPage, scrolling, statusMark } from './frame.ts';
import { failures, firstSteps, freshnessLine, isLoading, loadingBand } from './freshness.ts';
import { writtenNotice } from './goal-changes.ts';
import { targetText } from './goal-figures.ts';
import { goalRow } from './goal-row.ts';
import { html, type Html } from './html.ts';
import { unattributedBand } from './unattributed.ts';

/** The overview: freshness, the finding, every goal, and what belongs to none. */
export function overviewPage(context: PageContext, options: { reloads: boolean }): string {
  const { report, texts, format } = context;
  const { goals } = report;
  const of = (...states: GoalAttainment['state'][]) =>
    goals.filter(({ state }) => states.includes(state));
  const open = of('open', 'nobaseline');
  const load = firstLoad(report);
  const isHeld = (goal: GoalAttainment) => shownState(context, goal) === 'loading';
  const closed = of('achieved', 'missed').filter((goal) => !isHeld(goal));
  const waiting = goals.filter(
    (goal) => isHeld(goal) || ['early', 'nodata', 'damaged'].includes(goal.state),
  );
  const notices = [...failures(context), writtenNotice(context)].filter(
    (notice) => notice !== undefined,
  );
  const main = html`${freshnessLine(context)}
    <div class="head">
      <p class="meta">${format.instant(report.asOf)}</p>
      <h1>${finding(context)}</h1>
      ${
        load === undefined &&
        goals.length > 0 &&
        waiting.length > 0 &&
        html`<p>${texts.overview.rest(of('early').length, waiting.length - of('early').length)}</p>`
      }
    </div>
    ${notices.length > 0 && html`<section class="lead" aria-label="${texts.frame.notices}">${notices}</section>`}${loadingBand(context, options.reloads)}${
      goals.length === 0 && firstSteps(context)
    }${rows(context, 'open', texts.overview.open, texts.overview.openHint, open, true)}${rows(context, 'closed', texts.overview.closed, texts.overview.closedHint, closed, open.length === 0)}${waitingBand(context, waiting)}${unattributedBand(context)}`;
  return reportPage(context, {
    title: `${texts.overview.title}, ${report.business.name}`,
    main,
    isOverview: true,
    json: '/v1/attainment',
  });
}

function finding(context: PageContext): string {
  const { report, texts, format } = context;
  const { goals } = report;
  if (goals.length === 0) {
    if (report.freshness.length === 0) return texts.empty.nothing;
    return isLoading(context) ? texts.empty.noGoalsFacts : texts.empty.noGoals;
  }
  const load = firstLoad(report);
  if (load !== undefined) return texts.loading.first(String(load.read), String(load.all));
  const count = (state: GoalAttainment['state']) =>
    goals.filter((goal) => shownState(context, goal) === state).length;
  const counts = texts.overview.counts(goals.length, {
    achieved: count('achieved'),
    missed: count('missed'),
    open: count('open'),
  });
  const lead = leadGoal(goals);
  if (lead?.attainment === undefined || lead.target === undefined) return counts;
  const told = texts.overview.lead(
    lead.title,
    format.percent(lead.attainment),
    format.brief(lead.metric, lead.target),
  );
  return `${counts}. ${told}`;
}

/** The goal a sentence is made of: a running one that others are part of, or else the largest. */
function leadGoal(goals: readonly GoalAttainment[]): GoalAttainment | undefined {
  const candidates = goals.filter(({ type, state }) => type === 'reach' && state === 'open');
  const weight = (goal: GoalAttainment) =>
    (goal.children === undefined ? 0 : 1e15) +
    (goal.metric.unit === 'money' ? 1e3 : 1) * toNumber(goal.target);
  return candidates.toSorted((a, b) => weight(b) - weight(a))[0];
}

function rows(
  context: PageContext,
  id: string,
  heading: string,
  hint: string,
  goals: readonly GoalAttainment[],
  withKey: boolean,
): Html | undefined {
  if (goals.length === 0) return undefined;
  const items = goals.map((goal) => goalRow(context, goal));
  return band(
    id,
    heading,
    hint,
    html`${withKey && key(context)}
      <ul class="goals">
        ${items}
      </ul>`,
  );
}

function key({ texts }: PageContext): Html {
  return html`<p class="key" aria-hidden="true">
    <span
      ><svg width="26" height="12">
        <rect class="track" y="1" width="26" height="10" />
        <rect class="mark" y="3.5" width="17" height="5" /></svg
      >${texts.overview.keyAttained}</span
    ><span
      ><svg width="6" height="16">
        <line class="tick" x1="3" x2="3" y1="0" y2="16" stroke-dasharray="3 2" /></svg
      >${texts.overview.keyPace}</span
    ><span
      ><svg width="6" height="16">
        <line class="tick" x1="3" x2="3" y1="0" y2="16" stroke-width="2.5" /></svg
      >${texts.overview.keyTarget}</span
    >
  </p>`;
}

function waitingBand(context: PageContext, goals: readonly GoalAttainment[]): Html | undefined {
  if (goals.length === 0) return undefined;
  const { texts, format } = context;
  const { overview } = texts;
  const lines = goals.map(
    (goal) =>
      html`<tr>
        <th scope="row">
          <a href="${goalPath(goal.id)}">${goal.title}</a
          ><span class="own">${goal.owner.name}</span>
        </th>
        <td>${statusMark(context, shownState(context, goal))}</td>
        <td class="wide">
          ${texts.goal.window(format.fullDay(goal.window.start), format.fullDay(goal.window.end))}
        </td>
        <td>${targetText(context, goal)}</td>
      </tr>`,
  );
  const isLoad = goals.some((goal) => shownState(context, goal) === 'loading');
  const heading = isLoad ? overview.waitingLoading : overview.waiting;
  return band(
    'waiting',
    heading,
    overview.waitingHint,
    scrolling(
      heading,
      html`<thead>
          <tr>
            <th scope="col">${overview.goal}</th>
            <th scope="col">${overview.state}</th>
            <th scope="col" class="wide">${overview.window}</th>
            <th scope="col">${overview.target}</th>
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>`,
      true,
    ),
  );
}
