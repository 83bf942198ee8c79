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

type Period = NonNullable<GoalAttainment['periods']>[number];

/** The latest period that the verdict speaks of: it is over, and has a figure. */
export function latestJudged({
  periods = [],
}: GoalAttainment): (Period & { actual: string }) | undefined {
  return periods
    .flatMap((period) =>
      period.inside === undefined || period.actual === undefined
        ? []
        : [{ ...period, actual: period.actual }],
    )
    .at(-1);
}

/** Whether all days of a maintain goal together are judged as one period. */
export function isOnePeriod({ periods = [] }: GoalAttainment): boolean {
  return periods.length < 2;
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

/** "1 January to 31 March 2026", with both years where they differ. */
export function daysText(
  { texts, format }: Pick<PageContext, 'texts' | 'format'>,
  { start, end }: { start: string; end: string },
): string {
  const isOneYear = start.slice(0, 4) === end.slice(0, 4);
  return texts.goal.window(
    isOneYear ? format.day(start) : format.fullDay(start),
    format.fullDay(end),
  );
}

/** The band of a maintain goal, or of one of its periods, in words: "at least 95 %". */
export function bandText(
  { texts, format }: PageContext,
  goal: GoalAttainment,
  { band = goal.band }: Pick<Period, 'band'> = {},
): string {
  const spell = (limit: string | undefined) =>
    limit === undefined ? undefined : format.limit(goal.metric, limit);
  return texts.goal.band(spell(band?.min), spell(band?.max));
}

/** The target in words, whatever the goal's type. */
export function targetText(context: PageContext, goal: GoalAttainment): string {
  if (goal.type === 'maintain') return bandText(context, goal);
  return goal.target === undefined
    ? changeText(context, goal)
    : context.format.limit(goal.metric, goal.target);
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
  if (goal.type === 'maintain') return maintained(context, goal, actual);
  const target = targetText(context, goal);
  if (goal.baseline === undefined) return around(texts.goal.of(SLOT, target));
  if (isUnderWay(goal)) {
    const all = around(texts.goal.underWay(SLOT, format.limit(goal.metric, goal.baseline), target));
    const soFar = soFarText(context, goal);
    return soFar === undefined ? all : html`${soFar} ${all}`;
  }
  return around(texts.goal.fromTo(SLOT, format.limit(goal.metric, goal.baseline), target));
}

/**
 * Whether a sum or a count is to change over a window that runs: what was counted so far says nothing
 * against the baseline and the target of the whole window.
 */
export function isUnderWay({ type, comparison }: GoalAttainment): boolean {
  return (type === 'increase' || type === 'decrease') && comparison?.running === true;
}

/** The whole days so far against as many of the baseline: what attainment is of. */
export function soFarText(context: PageContext, goal: GoalAttainment): string | undefined {
  const { texts, format } = context;
  const toDate = goal.comparison?.toDate;
  if (toDate === undefined) return undefined;
  const { gone } = dayCounts(goal);
  const spell = (decimal: string) => format.brief(goal.metric, decimal, [toDate.actual]);
  return texts.goal.soFarOf(
    format.plain(String(gone)),
    format.value(goal.metric, toDate.actual, [toDate.target, toDate.baseline]),
    spell(toDate.baseline),
    spell(toDate.target),
  );
}

/**
 * The figure of the latest period that is judged, and that of all days so far, which is not: side by
 * side with a verdict on periods the latter would mislead.
 */
function maintained(context: PageContext, goal: GoalAttainment, actual: Html): Html {
  const { texts, format } = context;
  const band = bandText(context, goal);
  const around = (text: string, value: Html) => {
    const [before = '', after = ''] = text.split(SLOT);
    return html`${before}${value}${after}`;
  };
  if (isOnePeriod(goal)) return around(texts.goal.bandGoal(SLOT, band), actual);
  const latest = latestJudged(goal);
  const name = periodName(context, goal);
  const all = around(texts.goal.allDays(SLOT, name), actual);
  if (latest === undefined) return html`${texts.goal.noneOver(name, band)} ${all}`;
  const days = texts.goal.window(format.day(latest.start), format.day(latest.end));
  const limits = limitsOf({ ...goal, ...latest });
  const value = figure(context, goal.metric, latest.actual, limits);
  const then = bandText(context, goal, latest);
  return html`${around(texts.goal.latest(days, SLOT, then), value)} ${all}`;
}

const SLOT = '\u0000';
