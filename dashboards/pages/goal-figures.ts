import { lengthOf } from '../../schemas/calendar.ts';
import type { GoalAttainment } from '../../schemas/attainment.ts';
import { figure, type PageContext } from './context.ts';
import { toNumber } from './figures.ts';
import { html, type Html } from './html.ts';

/** How many of a maintain goal's periods were inside the band, of those that can be judged. */
export function periodCounts(goal: GoalAttainment): { inside: number; known: number; all: number } {
  const periods = goal.periods ?? [];
  const known = periods.filter(({ inside }) => inside !== undefined);
  return {
    inside: known.filter(({ inside }) => inside === true).length,
    known: known.length,
    all: periods.length,
  };
}

/** What a goal's periods are called: weeks, months, days or just periods. */
export function periodName({ texts }: PageContext, goal: GoalAttainment): string {
  const longest = Math.max(0, ...(goal.periods ?? []).map(lengthOf));
  const names = texts.goal.periodNames;
  if (longest === 1) return names.day;
  if (longest === 7) return names.week;
  return longest >= 28 && longest <= 31 ? names.month : names.other;
}

/** Days gone and days in all. */
export function dayCounts(goal: GoalAttainment): { gone: number; all: number } {
  const all = lengthOf(goal.window);
  return { gone: Math.round(toNumber(goal.elapsed) * all), all };
}

/** What a goal's actual is held against: its spelling must differ where the figures do. */
export function limitsOf({ target, band }: Pick<GoalAttainment, 'target' | 'band'>): string[] {
  return [target, band?.min, band?.max].filter((limit) => limit !== undefined);
}

/** The band of a maintain goal in words: "at least 95 %". */
export function bandText({ texts, format }: PageContext, goal: GoalAttainment): string {
  const spell = (limit: string | undefined) =>
    limit === undefined ? undefined : format.value(goal.metric, limit);
  return texts.goal.band(spell(goal.band?.min), spell(goal.band?.max));
}

/** The target in words, whatever the goal's type. */
export function targetText(context: PageContext, goal: GoalAttainment): string {
  if (goal.type === 'maintain') return bandText(context, goal);
  return goal.target === undefined
    ? changeText(context, goal)
    : context.format.value(goal.metric, goal.target);
}

/** What a relative goal asks for: "10 % more than the baseline". */
export function changeText(
  { texts, format }: PageContext,
  { change = '0' }: GoalAttainment,
): string {
  const isLess = change.startsWith('-');
  return texts.comparison.change(format.percent(isLess ? change.slice(1) : change), isLess);
}

/** "614.695,44 of 900.000 kr.", "2,24 %, from 2,10 % to 2,50 %". */
export function actualOfTarget(context: PageContext, goal: GoalAttainment): Html {
  const { texts, format } = context;
  if (goal.actual === undefined) return html`${targetText(context, goal)}`;
  const actual = figure(context, goal.metric, goal.actual, limitsOf(goal));
  const around = (text: string) => {
    const [before = '', after = ''] = text.split(SLOT);
    return html`${before}${actual}${after}`;
  };
  if (goal.type === 'maintain') return around(texts.goal.bandGoal(SLOT, bandText(context, goal)));
  const target = targetText(context, goal);
  if (goal.baseline === undefined) return around(texts.goal.of(SLOT, target));
  return around(texts.goal.fromTo(SLOT, format.value(goal.metric, goal.baseline), target));
}

const SLOT = '\u0000';
