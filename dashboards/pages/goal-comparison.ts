import type { GoalAttainment } from '../../schemas/attainment.ts';
import { figure, shareFigure, type PageContext } from './context.ts';
import { band, scrolling } from './frame.ts';
import { changeText, daysText } from './goal-figures.ts';
import { html, type Html } from './html.ts';

/** What a change is measured from: which days are compared, and since when the baseline stands. */
export function comparisonBand(context: PageContext, goal: GoalAttainment): Html | undefined {
  const { comparison, reason } = goal;
  if (comparison === undefined) return undefined;
  const { texts, format } = context;
  const words = texts.comparison;
  const { period = goal.window, compared, knownAt, metricVersion, redefined } = comparison;
  const days = (of: { start: string; end: string }) => daysText(context, of);
  const value = goal.baseline === undefined ? undefined : format.limit(goal.metric, goal.baseline);
  const against =
    compared === undefined
      ? words.fixed(days(period), value ?? '–')
      : words.against(days(period), words.kinds[comparison.kind], days(compared));
  return band(
    'comparison',
    words.heading,
    words.hint,
    html`<p class="finding">${against}</p>
      ${comparison.running && html`<p class="measure">${words.running}</p>`}
      ${reason !== undefined && html`<p class="measure"><b>${words.noAttainment}</b> ${words.why(reason)}</p>`}
      ${
        knownAt !== undefined &&
        html`<p class="small quiet">
          ${words.frozen(format.instant(knownAt), String(metricVersion ?? ''))}
        </p>`
      }
      ${redefined === true && html`<p class="measure">${words.redefined}</p>`}
      ${goal.type === 'relative' && periodsTable(context, goal)}`,
  );
}

/** Each period of a relative goal against its own days. */
function periodsTable(context: PageContext, goal: GoalAttainment): Html {
  const { texts } = context;
  const words = texts.comparison;
  const days = (of: { start: string; end: string }) => daysText(context, of);
  const cell = (decimal: string | undefined, { target }: { target?: string } = {}) =>
    decimal === undefined
      ? '–'
      : figure(context, goal.metric, decimal, target === undefined ? [] : [target]);
  const lines = (goal.periods ?? []).map(
    (period) =>
      html`<tr>
        <th scope="row">
          ${days(period)}${period.compared !== undefined && html`<span class="own">${words.with(days(period.compared))}</span>`}
        </th>
        <td class="num wide">${cell(period.baseline)}</td>
        <td class="num wide">${cell(period.target, period)}</td>
        <td class="num">${cell(period.actual, period)}</td>
        <td class="num">
          ${
            period.attainment === undefined
              ? period.over === true
                ? '–'
                : texts.charts.notYet
              : shareFigure(context, period.attainment)
          }
        </td>
      </tr>`,
  );
  return scrolling(
    words.caption(goal.metric.title, changeText(context, goal)),
    html`<thead>
        <tr>
          <th scope="col">${texts.charts.period}</th>
          ${[texts.goal.baseline, texts.goal.target].map((text) => html`<th scope="col" class="num wide">${text}</th>`)}${[texts.goal.actual, texts.goal.attained].map((text) => html`<th scope="col" class="num">${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>`,
  );
}
