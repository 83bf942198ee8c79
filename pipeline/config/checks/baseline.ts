import { daysBetween } from '../../../schemas/calendar.ts';
import type { Goal } from '../../../schemas/goals.ts';
import { periodsOf } from '../../attainment/calendar.ts';
import type { Finding } from '../finding.ts';

/**
 * Days of the longest window that is compared with the same weekdays of last year. They are 364 days
 * back: those of a year's last days are its own first day or two.
 */
const LONGEST = 366;

/** A baseline that is not over when the goal starts can't be frozen. */
export function checkBaseline(goal: Goal): readonly Finding[] {
  if (!('baseline' in goal)) return [];
  const { baseline, window } = goal;
  const path = ['baseline'];
  if (baseline.kind === 'lastYear' && daysBetween(window.start, window.end) >= LONGEST) {
    return [
      {
        path: ['window'],
        message: 'is longer than a year, so the same weekdays of last year reach into it',
        mend: 'shorten the window, or write { start, end } or a number as the baseline',
      },
    ];
  }
  if (baseline.kind === 'previous') return checkPrevious(goal);
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

/** Of several periods each but the first would be compared with one that the goal itself has raised. */
function checkPrevious(goal: Goal): readonly Finding[] {
  if (goal.type !== 'relative' || periodsOf(goal.window, goal.every).length === 1) return [];
  return [
    {
      path: ['baseline'],
      message: `is previous-window, which for every: ${goal.every} lies in the goal’s own window`,
      mend: 'write same-weekdays-last-year, or every: window',
    },
  ];
}
