import type { GoalAttainment } from '../../schemas/attainment.ts';
import { blocks } from './charts/blocks.ts';
import { bullet } from './charts/bullet.ts';
import { figure, goalPath, shareFigure, type PageContext } from './context.ts';
import { toNumber } from './figures.ts';
import { shownState } from './first-load.ts';
import { statusMark } from './frame.ts';
import { actualOfTarget, dayCounts, periodCounts, periodName } from './goal-figures.ts';
import { verdictLine } from './goal-verdict.ts';
import { html, type Html } from './html.ts';

/** A goal on the overview: state, owner, bar, figures, and its parts with their sum. */
export function goalRow(context: PageContext, goal: GoalAttainment): Html {
  const note = verdictLine(context, goal);
  return html`<li class="goal">
    <div>
      <p>${statusMark(context, shownState(context, goal))}</p>
      <h3 class="name"><a href="${goalPath(goal.id)}">${goal.title}</a></h3>
      <p class="own">${goal.owner.name}</p>
    </div>
    <div>
      ${goalBar(context, goal)}
      <p class="small quiet">${actualOfTarget(context, goal)}</p>
    </div>
    <dl>${attainedCell(context, goal)}${daysCell(context, goal)}</dl>
    <div class="why">
      <p class="tail">${partsLine(context, goal) ?? goal.scope}</p>
      ${note !== undefined && html`<p class="tail">${note}</p>`}
    </div>
  </li>`;
}

/** Its bar on the common scale, or its periods as blocks. */
export function goalBar(context: PageContext, goal: GoalAttainment): Html {
  const { texts, format } = context;
  const id = `bar-${goal.id}`;
  if (goal.type === 'maintain') {
    const { inside, known, all } = periodCounts(goal);
    const title = texts.goal.blocks(
      goal.title,
      String(inside),
      String(known),
      String(all - known),
      periodName(context, goal),
    );
    return blocks(
      id,
      title,
      (goal.periods ?? []).map((period) => period.inside),
    );
  }
  const attained = toNumber(goal.attainment);
  const spelled = goal.attainment === undefined ? '–' : format.percent(goal.attainment);
  const title = texts.goal.bar(goal.title, spelled, format.percent(goal.elapsed));
  const pace = goal.type === 'reach' && goal.state === 'open' ? toNumber(goal.elapsed) : undefined;
  return bullet(id, title, pace === undefined ? { attained } : { attained, pace });
}

function attainedCell(context: PageContext, goal: GoalAttainment): Html {
  const { texts } = context;
  if (goal.type === 'maintain') {
    const { inside, known } = periodCounts(goal);
    return html`<div>
      <dt>${texts.goal.attained}</dt>
      <dd>
        <b>${texts.goal.inBand(String(inside), String(known))}</b
        ><span>${texts.goal.inBandOf(periodName(context, goal))}</span>
      </dd>
    </div>`;
  }
  const share = goal.attainment === undefined ? '–' : shareFigure(context, goal.attainment);
  return html`<div>
    <dt>${texts.goal.attained}</dt>
    <dd><b>${share}</b></dd>
  </div>`;
}

function daysCell(context: PageContext, goal: GoalAttainment): Html {
  const { texts, format } = context;
  const { gone, all } = dayCounts(goal);
  const days = texts.goal.dayOf(format.plain(String(gone)), format.plain(String(all)));
  return html`<div>
    <dt>${texts.goal.daysGone}</dt>
    <dd><b>${days}</b></dd>
  </div>`;
}

/** "Parts … + unattributed … = …", with the exact figures. */
function partsLine(context: PageContext, goal: GoalAttainment): Html | undefined {
  const { children } = goal;
  if (children === undefined) return undefined;
  const { sum, overlap, unattributed, total } = children;
  const texts = context.texts.children;
  const slot = '\u0000';
  const overlaps = overlap !== '0';
  const shown = overlaps ? [sum, overlap, unattributed, total] : [sum, unattributed, total];
  const figures = shown.map((decimal) => figure(context, goal.metric, decimal));
  const text = overlaps ? texts.rowOverlap(slot, slot, slot, slot) : texts.row(slot, slot, slot);
  const words = text.split(slot);
  return html`<span class="parts">${words.map((word, index) => [word, figures[index]])}</span>`;
}
