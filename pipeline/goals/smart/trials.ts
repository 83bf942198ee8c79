import { addDays } from '../../../schemas/calendar.ts';
import { divideDecimal, parseDecimal } from '../../../schemas/decimal.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';
import type { Days } from '../../attainment/calendar.ts';
import { comparedDays } from '../../attainment/compare.ts';
import { valueOf, type Measured } from '../../attainment/measured.ts';
import { pastSpans } from './past-spans.ts';

/** A stretch of the past, judged as if the goal had stood then. */
export interface Trial extends Days {
  /** Micros; of a relative goal the change, as a share. */
  readonly value: bigint;
  readonly met: boolean;
  /** Micros; the greater the nearer to the goal or the farther beyond it. */
  readonly merit: bigint;
}

/** What was counted over some days; undefined where it was not read. */
export type MeasuredOver = (days: Days) => Measured | undefined;

type Relative = Extract<Goal, { type: 'relative' }>;

/**
 * The days before a goal's window that are over, that facts are there for, and whose figures are
 * final: a metric may say that its source restates some days, or that they take time to mature.
 * Undefined: none.
 */
export function historyBefore(
  goal: Goal,
  { maturityDays = 0, provisionalDays = 0 }: Metric,
  facts: Days,
  today: string,
): Days | undefined {
  const open = Math.max(maturityDays, provisionalDays);
  const ends = [facts.end, addDays(goal.window.start, -1), addDays(today, -1 - open)];
  const end = ends.toSorted()[0] ?? facts.end;
  return facts.start <= end ? { start: facts.start, end } : undefined;
}

/** All days that must be measured to judge a goal by a history; they may overlap. Pure. */
export function daysToMeasure(goal: Goal, history: Days): readonly Days[] {
  const spans = pastSpans(goal, history);
  if (goal.type !== 'relative') return spans;
  return spans.flatMap((span) => {
    const compared = comparedDays(goal.baseline, span);
    if (compared === undefined) return [span];
    return compared.start >= history.start && compared.end <= history.end ? [span, compared] : [];
  });
}

/**
 * The stretches of the past that have a value, oldest first. Pure. A stretch without facts has none
 * where an average, a ratio or a period is judged; where a sum is to be reached it is 0.
 */
export function trialsOf(
  goal: Goal,
  metric: Metric,
  history: Days,
  over: MeasuredOver,
): readonly Trial[] {
  return pastSpans(goal, history).flatMap((span) => {
    const value = valueIn(goal, metric, span, over);
    if (value === undefined) return [];
    const merit = meritOf(goal, value);
    return [{ ...span, value, merit, met: merit >= 0n }];
  });
}

function valueIn(goal: Goal, metric: Metric, span: Days, over: MeasuredOver): bigint | undefined {
  if (goal.type === 'relative') return changeIn(goal, metric, span, over);
  const measured = over(span);
  if (goal.type === 'maintain') return countedIn(metric, measured);
  return measured === undefined ? undefined : valueOf(metric, measured);
}

/** (value − baseline) ÷ baseline. */
function changeIn(
  { baseline }: Relative,
  metric: Metric,
  span: Days,
  over: MeasuredOver,
): bigint | undefined {
  const compared = comparedDays(baseline, span);
  const value = countedIn(metric, over(span));
  const from =
    baseline.kind === 'fixed' || compared === undefined
      ? fixedValue(baseline)
      : countedIn(metric, over(compared));
  return value === undefined || from === undefined ? undefined : divideDecimal(value - from, from);
}

function fixedValue(baseline: Relative['baseline']): bigint | undefined {
  return baseline.kind === 'fixed' ? parseDecimal(baseline.value) : undefined;
}

function countedIn(metric: Metric, measured: Measured | undefined): bigint | undefined {
  return measured === undefined || measured.facts === 0 ? undefined : valueOf(metric, measured);
}

/** How far beyond what the goal asks for; negative: how far short of it. */
function meritOf(goal: Goal, value: bigint): bigint {
  switch (goal.type) {
    case 'reach':
    case 'increase':
      return value - micros(goal.target);
    case 'decrease':
      return micros(goal.target) - value;
    case 'relative': {
      const change = micros(goal.change);
      return change < 0n ? change - value : value - change;
    }
    case 'maintain': {
      const { min, max } = goal.band;
      const above = min === undefined ? undefined : value - micros(min);
      const below = max === undefined ? undefined : micros(max) - value;
      if (above === undefined || below === undefined) return above ?? below ?? 0n;
      return above < below ? above : below;
    }
  }
}

function micros(text: string): bigint {
  return parseDecimal(text) ?? 0n;
}
