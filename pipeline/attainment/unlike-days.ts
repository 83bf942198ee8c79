import { lengthOf } from '../../schemas/calendar.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { periodsOf } from './calendar.ts';
import { addsUpOverDays } from './measured.ts';

/** Months differ by up to three days of 28, a ninth; what differs by more is another length. */
const NINTH = 9;

/**
 * The first period of a relative goal on a sum or a count that is compared with given days of another
 * length, and how many days both have. Pure.
 */
export function unlikeDays(
  goal: Goal,
  metric: Metric,
): { readonly period: number; readonly compared: number } | undefined {
  if (goal.type !== 'relative' || goal.baseline.kind !== 'days') return undefined;
  if (!addsUpOverDays(metric)) return undefined;
  const compared = lengthOf(goal.baseline);
  const lengths = periodsOf(goal.window, goal.every).map(lengthOf);
  const period = lengths.find((length) => {
    const [short, long] = length < compared ? [length, compared] : [compared, length];
    return (long - short) * NINTH > short;
  });
  return period === undefined ? undefined : { period, compared };
}
