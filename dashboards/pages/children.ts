import type { GoalAttainment } from '../../schemas/attainment.ts';
import { addDecimals, formatDecimal } from '../../schemas/decimal.ts';
import { figure, goalPath, ledgerPath, type PageContext } from './context.ts';
import { micros, sumOf } from './figures.ts';
import { band, commands, scrolling } from './frame.ts';
import { html, type Html } from './html.ts';

/** A parent's parts, what belongs to none, and their sum; a loud note where they do not meet the whole. */
export function childrenBand(context: PageContext, goal: GoalAttainment): Html | undefined {
  const { children } = goal;
  if (children === undefined) return undefined;
  const words = context.texts.children;
  const parts = children.ids.flatMap(
    (id) => context.report.goals.find((part) => part.id === id) ?? [],
  );
  const lines = parts.map(
    (part) =>
      html`<tr>
        <th scope="row">
          <a href="${goalPath(part.id)}">${part.title}</a
          ><span class="own">${part.owner.name}</span>
        </th>
        <td class="num">${figure(context, goal.metric, part.actual ?? '0')}</td>
      </tr>`,
  );
  const overlap =
    children.overlap !== '0' &&
    html`<tr class="un">
      <th scope="row"><a href="${ledgerPath(`overlap/${goal.id}`)}">${words.overlap}</a></th>
      <td class="num">${figure(context, goal.metric, addDecimals('0', children.overlap, -1))}</td>
    </tr>`;
  const rest = figure(context, goal.metric, children.unattributed);
  const table = html`<thead>
      <tr>
        <th scope="col">${words.goal}</th>
        <th scope="col" class="num">${words.amount}</th>
      </tr>
    </thead>
    <tbody>
      ${lines}${overlap}
      <tr class="un">
        <th scope="row">
          <a href="${ledgerPath(`unattributed/${goal.id}`)}">${words.unattributed}</a>
        </th>
        <td class="num">${rest}</td>
      </tr>
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">${words.total}</th>
        <td class="num">${figure(context, goal.metric, children.total)}</td>
      </tr>
    </tfoot>`;
  return band(
    'parts',
    words.heading,
    children.overlap === '0' ? words.hint : words.hintOverlap,
    html`${scrolling(words.caption(goal.metric.title), table)}${difference(context, goal, parts)}`,
  );
}

function difference(
  { texts, format }: PageContext,
  goal: GoalAttainment,
  parts: readonly GoalAttainment[],
): Html | undefined {
  const { children } = goal;
  if (children === undefined) return undefined;
  const shown = sumOf([...parts.map(({ actual }) => actual), children.unattributed]);
  const off = micros(shown) - micros(children.overlap) - micros(children.total);
  if (off === 0n) return undefined;
  const words = texts.children;
  const amount = format.value(goal.metric, formatDecimal(off));
  return html`<div class="note bad">
    <p><b>${words.differs(amount)}</b> ${words.differsMend}</p>
    ${commands(['goalstream doctor'])}
  </div>`;
}
