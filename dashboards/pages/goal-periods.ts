import type { GoalAttainment } from '../../schemas/attainment.ts';
import { figure, type PageContext } from './context.ts';
import { band, scrolling } from './frame.ts';
import { bandText, daysText, limitsOf } from './goal-figures.ts';
import { goalBar } from './goal-row.ts';
import { html, type Html } from './html.ts';

/** The periods of a maintain goal: one block each, and each with its figure. */
export function periodsBand(context: PageContext, goal: GoalAttainment): Html {
  const { charts } = context.texts;
  const lines = (goal.periods ?? []).map((period) => {
    const { actual, inside, band: then } = period;
    const said = inside === undefined ? charts.notYet : inside ? charts.yes : charts.no;
    const limits = limitsOf({ ...goal, ...period });
    const value = actual === undefined ? '–' : figure(context, goal.metric, actual, limits);
    return html`<tr>
      <th scope="row">${daysText(context, period)}</th>
      <td class="num">${value}</td>
      <td>
        ${said}${then !== undefined && html`<span class="own">${charts.bandThen(bandText(context, goal, period))}</span>`}
      </td>
    </tr>`;
  });
  const table = html`<thead>
      <tr>
        <th scope="col">${charts.period}</th>
        <th scope="col" class="num">${charts.value}</th>
        <th scope="col">${charts.inside}</th>
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>`;
  return band(
    'periods',
    charts.periods,
    charts.periodsHint,
    html`${worst(context, goal)}${goalBar(context, goal)}${scrolling(`${goal.metric.title}, ${bandText(context, goal)}`, table)}`,
  );
}

/** The period farthest outside the band. */
function worst(context: PageContext, goal: GoalAttainment) {
  const { texts, format } = context;
  const { worst: breach, metric } = goal;
  if (breach === undefined) return undefined;
  const { actual, by, limit } = breach;
  return html`<p class="finding">
    ${texts.charts.worst(
      daysText(context, breach),
      format.value(metric, actual, limitsOf(goal)),
      format.difference(metric, by, texts.charts),
      limit === 'min',
    )}
  </p>`;
}
