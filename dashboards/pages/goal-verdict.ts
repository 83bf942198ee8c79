import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { PageContext } from './context.ts';
import { aimLines } from './goal-changes.ts';
import { periodName } from './goal-figures.ts';
import { html, type Html } from './html.ts';

/** How the verdict is made, why there is none, and what else to know of the figure: below the title. */
export function verdictNotes(context: PageContext, goal: GoalAttainment): Html {
  const { texts } = context;
  const isSaidBelow = goal.comparison !== undefined;
  const lines = [
    ...judgeLine(context, goal),
    ...(goal.reason === undefined || isSaidBelow
      ? []
      : [`${texts.comparison.noAttainment} ${texts.comparison.why(goal.reason)}`]),
    ...aimLines(context, goal),
    ...markLines(context, goal),
  ];
  return html`${lines.map((line) => html`<p class="measure">${line}</p>`)}`;
}

/** The same in one line, for a list of goals. */
export function verdictLine(context: PageContext, goal: GoalAttainment): string | undefined {
  const judged = goal.type === 'relative' ? judgeLine(context, goal) : [];
  const lines = [...judged, ...aimLines(context, goal), ...markLines(context, goal)];
  return lines.length === 0 ? undefined : lines.join(' ');
}

function judgeLine(context: PageContext, goal: GoalAttainment): readonly string[] {
  const { judge } = goal;
  if (judge === undefined || judge.of === 1) return [];
  const { by, met, over, of } = judge;
  const [first, second, all] = [met, over, of].map((count) => context.format.plain(String(count)));
  const name = periodName(context, goal);
  return [context.texts.verdict[by](first ?? '', second ?? '', all ?? '', name)];
}

function markLines({ texts, format }: PageContext, { marks = [] }: GoalAttainment): string[] {
  return marks.map(({ code, day }) =>
    texts.verdict.marks[code](day === undefined ? '' : format.fullDay(day)),
  );
}
