import type { GoalAttainment } from '../../schemas/attainment.ts';
import { figure, type PageContext } from './context.ts';
import { band, scrolling } from './frame.ts';
import { bandText, limitsOf } from './goal-figures.ts';
import { goalBar } from './goal-row.ts';
import { html, type Html } from './html.ts';

/** The periods of a maintain goal: one block each, and each with its figure. */
export function periodsBand(context: PageContext, goal: GoalAttainment): Html {
  const { texts, format } = context;
  const { charts } = texts;
  const lines = (goal.periods ?? []).map(({ start, end, actual, inside }) => {
    const said = inside === undefined ? charts.notYet : inside ? charts.yes : charts.no;
    const value = actual === undefined ? '–' : figure(context, goal.metric, actual, limitsOf(goal));
    return html`<tr>
      <th scope="row">${texts.goal.window(format.day(start), format.fullDay(end))}</th>
      <td class="num">${value}</td>
      <td>${said}</td>
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
function worst({ texts, format }: PageContext, goal: GoalAttainment) {
  const { worst: breach, metric } = goal;
  if (breach === undefined) return undefined;
  const { start, end, actual, by, limit } = breach;
  return html`<p class="finding">
    ${texts.charts.worst(
      texts.goal.window(format.day(start), format.fullDay(end)),
      format.value(metric, actual, limitsOf(goal)),
      format.difference(metric, by, texts.charts),
      limit === 'min',
    )}
  </p>`;
}
