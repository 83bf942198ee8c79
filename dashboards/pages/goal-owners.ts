import type { GoalAttainment } from '../../schemas/attainment.ts';
import { figure, goalPath, ledgerPath, shareFigure, type PageContext } from './context.ts';
import { band, scrolling } from './frame.ts';
import { html, type Html } from './html.ts';

/** The names of those who have a share on the report's day, the largest first. */
export function ownerNames({ owners, owner }: GoalAttainment): string {
  const names = owners.filter(({ share }) => share !== '0').map(({ name }) => name);
  return names.length === 0 ? owner.name : names.join(', ');
}

/** Whose a goal is where several share it or have shared it: shares, their days, and everyone's part. */
export function ownersBand(context: PageContext, goal: GoalAttainment): Html | undefined {
  const { texts, format } = context;
  const words = texts.owners;
  const held = goal.owners.flatMap((owner) => owner.held);
  if (goal.owners.length < 2 && held.length < 2) return undefined;
  const divided = goal.owners.some(({ value }) => value !== undefined);
  const lines = goal.owners.map(
    ({ id, name, share, value, held: spans }) =>
      html`<tr>
        <th scope="row">
          ${name}${spans.map((span) => html`<span class="own">${words.held(format.percent(span.share), format.day(span.from), format.fullDay(span.to))}</span>`)}
        </th>
        <td class="num">${shareFigure(context, share)}</td>
        ${
          divided &&
          html`<td class="num">
            <a href="${ledgerPath(goal.id)}?owner=${encodeURIComponent(id)}"
              >${figure(context, goal.metric, value ?? '0')}</a
            >
          </td>`
        }
      </tr>`,
  );
  const table = html`<thead>
      <tr>
        <th scope="col">${words.owner}</th>
        <th scope="col" class="num">${words.share}</th>
        ${divided && html`<th scope="col" class="num">${words.part}</th>`}
      </tr>
    </thead>
    <tbody>
      ${lines}
    </tbody>`;
  return band(
    'owners',
    words.heading,
    divided ? words.hint : words.hintUndivided,
    scrolling(words.caption(format.fullDay(context.report.day)), table),
  );
}

/** What the goals that support this one come to together. */
export function scoreBand(context: PageContext, goal: GoalAttainment): Html | undefined {
  const { score } = goal;
  if (score === undefined) return undefined;
  const words = context.texts.score;
  const share = (decimal: string | undefined) =>
    html`<td class="num">${decimal === undefined ? '–' : shareFigure(context, decimal)}</td>`;
  const lines = score.of.map(({ id, weight, attainment }) => {
    const title = context.report.goals.find((other) => other.id === id)?.title ?? id;
    return html`<tr>
      <th scope="row"><a href="${goalPath(id)}">${title}</a></th>
      ${share(weight)}${share(attainment)}
    </tr>`;
  });
  return band(
    'score',
    words.heading,
    words.hint,
    html`<p class="finding">
        ${score.value === undefined ? words.none : words.finding(context.format.percent(score.value))}
      </p>
      ${scrolling(
        words.heading,
        html`<thead>
            <tr>
              <th scope="col">${words.goal}</th>
              <th scope="col" class="num">${words.weight}</th>
              <th scope="col" class="num">${context.texts.goal.attained}</th>
            </tr>
          </thead>
          <tbody>
            ${lines}
          </tbody>`,
        true,
      )}`,
  );
}
