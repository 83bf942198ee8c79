import type { GoalAttainment } from '../../schemas/attainment.ts';
import { childrenBand } from './children.ts';
import { figure, goalPath, ledgerPath, shareFigure, type PageContext } from './context.ts';
import { sumOf } from './figures.ts';
import { band, commands, reportPage, statusMark } from './frame.ts';
import { failures, freshnessLine, loadingNote } from './freshness.ts';
import { changesBand, writtenNote } from './goal-changes.ts';
import { comparisonBand } from './goal-comparison.ts';
import { dailyBand } from './goal-daily.ts';
import {
  dayCounts,
  daysText,
  isOnePeriod,
  latestJudged,
  limitsOf,
  periodCounts,
  periodName,
  targetText,
} from './goal-figures.ts';
import { shownState } from './first-load.ts';
import { goalFinding } from './goal-finding.ts';
import { ownerNames, ownersBand, scoreBand } from './goal-owners.ts';
import { paceBand } from './goal-pace.ts';
import { periodsBand } from './goal-periods.ts';
import { verdictNotes } from './goal-verdict.ts';
import { html, type Html } from './html.ts';

/** One goal: its finding, its figures, its chart with a table of the same, its parts and its ledger. */
export function goalPage(context: PageContext, goal: GoalAttainment): string {
  const { texts, report } = context;
  const parent = report.goals.find(({ id }) => id === goal.parent);
  const main = html`${freshnessLine(context)}
    <div class="head">
      <p class="meta">
        ${
          parent !== undefined &&
          html`${texts.goal.partOf} <a href="${goalPath(parent.id)}">${parent.title}</a> · `
        }${ownerNames(goal)}
      </p>
      <h1>${goalFinding(context, goal)}</h1>
      <p>
        ${statusMark(context, shownState(context, goal))}
        &nbsp;${texts.goal.counts(goal.metric.title, goal.scope)}
      </p>
      ${verdictNotes(context, goal)} ${writtenNote(context, goal)} ${facts(context, goal)}
    </div>
    ${notices(context)}${loadingNote(context)}${
      shownState(context, goal) === 'nodata' && noData(context, goal)
    }${comparisonBand(context, goal)}${chartBand(context, goal)}${childrenBand(context, goal)}${scoreBand(context, goal)}${ownersBand(context, goal)}${changesBand(context, goal)}${goal.facts > 0 && ledgerBand(context, goal)}`;
  return reportPage(context, {
    title: goal.title,
    main,
    json: `/v1/attainment?goal=${encodeURIComponent(goal.id)}`,
  });
}

function notices(context: PageContext): Html | undefined {
  const notes = failures(context);
  return notes.length === 0
    ? undefined
    : html`<section class="lead" aria-label="${context.texts.frame.notices}">${notes}</section>`;
}

function facts(context: PageContext, goal: GoalAttainment): Html {
  const { texts, format } = context;
  const { gone, all } = dayCounts(goal);
  const entries: [string, Html | string, (string | undefined)?][] = [
    ...counted(context, goal),
    [texts.goal.target, target(context, goal), byNow(context, goal)],
    [texts.goal.attained, attained(context, goal), attainedOf(context, goal)],
    [
      texts.goal.daysGone,
      texts.goal.dayOf(format.plain(String(gone)), format.plain(String(all))),
      daysText(context, goal.window),
    ],
    [texts.goal.facts, format.plain(String(goal.facts)), open(context, goal)],
  ];
  if (goal.baseline !== undefined)
    entries.splice(1, 0, [
      texts.goal.baseline,
      figure(context, goal.metric, goal.baseline, [goal.baseline]),
      asManyDays(context, goal),
    ]);
  return html`<dl class="facts">
    ${entries.map(
      ([term, value, more]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}${more !== undefined && html`<span>${more}</span>`}</dd>
        </div>`,
    )}
  </dl>`;
}

/** What was counted; of a goal judged by periods the latest of them first, and what is not judged so named. */
function counted(
  context: PageContext,
  goal: GoalAttainment,
): [string, Html | string, (string | undefined)?][] {
  const { texts } = context;
  const whole = actual(context, goal);
  if (goal.type !== 'maintain' || isOnePeriod(goal))
    return [[texts.goal.actual, whole, parts(context, goal)]];
  const latest = latestJudged(goal);
  const value =
    latest === undefined
      ? '–'
      : figure(context, goal.metric, latest.actual, limitsOf({ ...goal, ...latest }));
  const days = latest && daysText(context, latest);
  return [
    [texts.goal.latestPeriod, value, days],
    [
      texts.goal.soFar,
      whole,
      [parts(context, goal), texts.goal.notJudged(periodName(context, goal))]
        .filter((text) => text !== undefined)
        .join('; '),
    ],
  ];
}

function open({ texts, format }: PageContext, goal: GoalAttainment): string | undefined {
  if (goal.open === undefined || goal.open.facts === 0) return undefined;
  return texts.goal[goal.open.why](format.plain(String(goal.open.facts)));
}

function actual(context: PageContext, goal: GoalAttainment): Html | string {
  return goal.actual === undefined
    ? '–'
    : figure(context, goal.metric, goal.actual, limitsOf(goal));
}

function target(context: PageContext, goal: GoalAttainment): Html | string {
  return goal.target === undefined || goal.type === 'maintain'
    ? targetText(context, goal)
    : figure(context, goal.metric, goal.target, [goal.target]);
}

function parts({ texts, format }: PageContext, goal: GoalAttainment): string | undefined {
  if (goal.numerator === undefined || goal.denominator === undefined) return undefined;
  return texts.goal.numeratorOf(format.plain(goal.numerator), format.plain(goal.denominator));
}

function attained(context: PageContext, goal: GoalAttainment): Html | string {
  if (goal.type === 'maintain') {
    const { inside, known } = periodCounts(goal);
    return context.texts.goal.inBand(String(inside), String(known));
  }
  return goal.attainment === undefined ? '–' : shareFigure(context, goal.attainment);
}

/** Of a change under way: what the baseline had by now, and what keeps pace with the target. */
function asManyDays({ texts, format }: PageContext, goal: GoalAttainment): string | undefined {
  const toDate = goal.comparison?.toDate;
  return toDate && texts.goal.asManyDays(format.brief(goal.metric, toDate.baseline));
}

function byNow({ texts, format }: PageContext, goal: GoalAttainment): string | undefined {
  const toDate = goal.comparison?.toDate;
  return toDate && texts.goal.byNow(format.brief(goal.metric, toDate.target));
}

function attainedOf(context: PageContext, goal: GoalAttainment): string | undefined {
  if (goal.comparison?.toDate !== undefined) return context.texts.goal.ofWholeDays;
  return goal.type === 'maintain'
    ? context.texts.goal.inBandOf(periodName(context, goal))
    : undefined;
}

function noData({ texts }: PageContext, goal: GoalAttainment): Html {
  return band(
    'nodata',
    texts.states.nodata,
    undefined,
    html`<p class="measure">${texts.goal.nodataHelp(goal.scope)}</p>
      ${commands(['goalstream status', 'goalstream goals check'])}`,
  );
}

/** A running total where days add up to the figure, days by themselves where they do not. */
function chartBand(context: PageContext, goal: GoalAttainment): Html | undefined {
  if (goal.facts === 0 || goal.state === 'early') return undefined;
  if (goal.type === 'maintain')
    return html`${periodsBand(context, goal)}${dailyBand(context, goal)}`;
  const addsUp = goal.type === 'reach' && goal.metric.kind === 'sum';
  return addsUp ? paceBand(context, goal) : dailyBand(context, goal);
}

function ledgerBand(context: PageContext, goal: GoalAttainment): Html {
  const { texts, format } = context;
  const count = format.plain(String(goal.facts));
  const total =
    goal.type === 'relative' ? sumOf(goal.daily.map(({ value }) => value)) : goal.actual;
  const finding =
    total === undefined || goal.metric.kind !== 'sum'
      ? texts.ledger.findingFacts(count)
      : texts.ledger.finding(count, format.value(goal.metric, total));
  return band(
    'ledger',
    texts.ledger.heading,
    texts.ledger.hint,
    html`<p class="finding">${finding}</p>
      <p class="small quiet">${texts.goal.counts(goal.metric.title, goal.scope)}</p>
      <p><a href="${ledgerPath(goal.id)}">${texts.ledger.link}</a></p>`,
  );
}
