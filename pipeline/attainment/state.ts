import type { GoalAttainment } from '../../schemas/attainment.ts';
import { daysBetween, lengthOf } from '../../schemas/calendar.ts';
import { quotient } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Days } from './calendar.ts';
import { areOver, type Reading } from './reading.ts';

/** What a goal's state follows from. */
export interface Standing {
  /** Whether there is a value to judge. */
  readonly known: boolean;
  /** Whether what was asked for stands now. */
  readonly reached: boolean;
  /** Whether there is nothing to measure a change from. */
  readonly baseless?: boolean;
}

/** What can be said of a goal on a day: the verdict comes when the window is over, of `reach` when it is reached. */
export function stateOf(
  { type, window }: Pick<Goal, 'type' | 'window'>,
  { known, reached, baseless = false }: Standing,
  reading: Reading,
): GoalAttainment['state'] {
  if (reading.today < window.start) return 'early';
  if (baseless) return 'nobaseline';
  if (!known) return 'nodata';
  const closed = areOver(reading, window);
  if (reached && (closed || type === 'reach')) return 'achieved';
  return closed ? 'missed' : 'open';
}

/** The share of the window's days that are over, as a decimal. */
export function elapsed(window: Days, today: string): string {
  const gone = daysGone(window, today);
  return quotient(BigInt(gone), BigInt(lengthOf(window))) ?? '0';
}

/** How many of some days are gone. */
export function daysGone(window: Days, today: string): number {
  return Math.min(Math.max(daysBetween(window.start, today), 0), lengthOf(window));
}
