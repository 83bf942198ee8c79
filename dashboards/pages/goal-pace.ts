import type { GoalAttainment } from '../../schemas/attainment.ts';
import { formatDecimal } from '../../schemas/decimal.ts';
import { cumulativeChart } from './charts/cumulative.ts';
import type { PageContext } from './context.ts';
import { figure } from './context.ts';
import { addDays, daysBetween, localDate, lengthOf } from '../../schemas/calendar.ts';
import { checkpoints } from './days.ts';
import { evenShare, micros, toNumber } from './figures.ts';
import { band, scrolling } from './frame.ts';
import { daysText, targetText } from './goal-figures.ts';
import { html, type Html } from './html.ts';

/** The running total of a sum against an even pace to its target, with the same as a table. */
export function paceBand(context: PageContext, goal: GoalAttainment): Html {
  const { texts } = context;
  const totals = runningTotals(context, goal);
  return band(
    'pace',
    texts.charts.pace,
    texts.charts.paceHint,
    html`<figure>
        <p class="finding">${finding(context, goal, totals)}</p>
        <p class="small quiet">${title(context, goal)}</p>
        ${draw(context, goal, totals)}
      </figure>
      <details>
        <summary>${texts.frame.theSame}</summary>
        ${table(context, goal, totals)}
      </details>`,
  );
}

/** The exact running total at the end of each day from the window's start to the latest day known. */
function runningTotals({ report }: PageContext, goal: GoalAttainment): string[] {
  const { start, end } = goal.window;
  const today = localDate(report.asOf, report.business.timezone);
  const days = goal.daily.filter(({ day }) => day >= start && day <= end);
  const latest = [today < end ? today : end, days.at(-1)?.day ?? start].toSorted().at(-1) ?? end;
  const values = new Map(days.map(({ day, value }) => [day, micros(value)]));
  let total = 0n;
  return Array.from({ length: daysBetween(start, latest) + 1 }, (_, index) => {
    total += values.get(addDays(start, index)) ?? 0n;
    return formatDecimal(total);
  });
}

function title(context: PageContext, { metric, window }: GoalAttainment): string {
  return context.texts.charts.cumulative(metric.title, daysText(context, window));
}

/** An even pace at the end of the n-th day of the window. */
function paceAt(goal: GoalAttainment, days: number): string {
  return evenShare(goal.target ?? '0', days, lengthOf(goal.window));
}

/** The latest whole day: today is left out, since the pace is that of the day's end. */
function wholeDays(goal: GoalAttainment, totals: readonly string[]): number {
  const gone = Math.round(toNumber(goal.elapsed) * lengthOf(goal.window));
  return Math.min(gone, totals.length);
}

function finding(context: PageContext, goal: GoalAttainment, totals: readonly string[]): string {
  const { texts, format } = context;
  const count = wholeDays(goal, totals);
  const total = totals[count - 1];
  if (total === undefined) return texts.charts.nothing;
  if (goal.state !== 'open')
    return texts.charts.whole(format.value(goal.metric, totals.at(-1) ?? total));
  const gap = micros(total) - micros(paceAt(goal, count));
  const day = format.day(addDays(goal.window.start, count - 1));
  if (gap === 0n) return texts.charts.level(day);
  const amount = format.brief(goal.metric, formatDecimal(gap < 0n ? -gap : gap));
  return gap > 0n ? texts.charts.ahead(amount, day) : texts.charts.behind(amount, day);
}

function draw(context: PageContext, goal: GoalAttainment, totals: readonly string[]): Html {
  const { texts, format } = context;
  const { metric, window } = goal;
  const latest = totals.at(-1) ?? '0';
  const words = {
    title: title(context, goal),
    description: texts.charts.cumulativeText(
      format.value(metric, latest),
      format.fullDay(addDays(window.start, totals.length - 1)),
      format.brief(metric, paceAt(goal, totals.length)),
      targetText(context, goal),
    ),
    target: texts.charts.targetLabel(targetText(context, goal)),
    latest: texts.charts.latestLabel(
      format.brief(metric, latest),
      format.day(addDays(window.start, totals.length - 1)),
    ),
    pace: texts.charts.paceLabel,
  };
  return cumulativeChart({
    id: 'chart-pace',
    window,
    days: lengthOf(window),
    totals: totals.map(toNumber),
    target: toNumber(goal.target),
    words,
    format,
    unit: metric.unit,
  });
}

function table(context: PageContext, goal: GoalAttainment, totals: readonly string[]): Html {
  const { texts, format } = context;
  const lines = checkpoints(goal.window).map((day) => {
    const count = daysBetween(goal.window.start, day) + 1;
    const total = totals[count - 1];
    const counted = total === undefined ? '–' : figure(context, goal.metric, total);
    return html`<tr>
      <th scope="row">${format.day(day)}</th>
      <td class="num">${counted}</td>
      <td class="num">${format.brief(goal.metric, paceAt(goal, count))}</td>
    </tr>`;
  });
  return scrolling(
    title(context, goal),
    html`<thead>
        <tr>
          <th scope="col">${texts.charts.to}</th>
          <th scope="col" class="num">${texts.charts.counted}</th>
          <th scope="col" class="num">${texts.charts.even}</th>
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>`,
  );
}
