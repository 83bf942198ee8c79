import { daysBetween } from '../../../schemas/calendar.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Finding } from '../finding.ts';

/** Days from a day to the same weekday of the year before. */
const LAST_YEAR_DAYS = 364;

/** A baseline that is not over when the goal starts can't be frozen. */
export function checkBaseline(goal: Goal): readonly Finding[] {
  if (!('baseline' in goal)) return [];
  const { baseline, window } = goal;
  const path = ['baseline'];
  if (baseline.kind === 'lastYear' && daysBetween(window.start, window.end) >= LAST_YEAR_DAYS) {
    return [
      {
        path: ['window'],
        message: `is longer than ${LAST_YEAR_DAYS} days, so the same weekdays of last year reach into it`,
        mend: 'shorten the window, or write { start, end } or a number as the baseline',
      },
    ];
  }
  if (baseline.kind !== 'days') return [];
  const { start, end } = baseline;
  if (start > end) {
    const message = `ends on ${end}, before it starts on ${start}`;
    return [{ path, message, mend: 'exchange its start and end' }];
  }
  if (end < window.start) return [];
  const mend = `let it end before ${window.start}`;
  return start > window.end
    ? [{ path, message: `lies after the window, so it can’t be frozen when the goal starts`, mend }]
    : [{ path, message: `overlaps the window, which starts on ${window.start}`, mend }];
}
