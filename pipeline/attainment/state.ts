import type { GoalAttainment } from '../../schemas/attainment.ts';
import { daysBetween, lengthOf } from '../../schemas/calendar.ts';
import { quotient } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Days } from './calendar.ts';
import type { Measured } from './measured.ts';

/**
 * What can be said of a goal on a day.
 * @param reached whether what was asked for stands now.
 * @param baseless whether there is nothing to measure a change from.
 */
export function stateOf(
  goal: Goal,
  { facts }: Measured,
  today: string,
  reached: boolean,
  baseless = false,
): GoalAttainment['state'] {
  if (today < goal.window.start) return 'early';
  if (facts === 0) return 'nodata';
  if (baseless) return 'nobaseline';
  const closed = today > goal.window.end;
  if (reached && (closed || goal.type === 'reach')) return 'achieved';
  return closed ? 'missed' : 'open';
}

/** The share of the window's days that are over, as a decimal. */
export function elapsed(window: Days, today: string): string {
  const length = lengthOf(window);
  const gone = Math.min(Math.max(daysBetween(window.start, today), 0), length);
  return quotient(BigInt(gone), BigInt(length)) ?? '0';
}
