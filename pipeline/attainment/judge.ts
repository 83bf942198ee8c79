import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { Goal } from '../../schemas/goals.ts';

type Judged = NonNullable<GoalAttainment['judge']>;

/** How periods make a verdict: the goal's own word, or the default of its type. */
export function judgeOf(goal: Extract<Goal, { every: string }>): Judged['by'] {
  return goal.type === 'maintain' ? 'each' : (goal.judge ?? 'last');
}

const NAMES = { window: 'period', week: 'week', month: 'month', quarter: 'quarter' };

/** How a goal's periods are judged, in words, and how many of them were met. */
export function judged(
  goal: Extract<Goal, { every: string }>,
  periods: readonly { readonly met: boolean | undefined; readonly over: boolean }[],
): Judged {
  const by = judgeOf(goal);
  const met = periods.filter((period) => period.met === true).length;
  const over = periods.filter((period) => period.over && period.met !== undefined).length;
  return { by, words: wordsOf(by, goal.every, periods.length), met, over, of: periods.length };
}

function wordsOf(by: Judged['by'], every: keyof typeof NAMES, count: number): string {
  const name = NAMES[every];
  if (count === 1) return 'the window is one period, and decides';
  switch (by) {
    case 'last':
      return `the last of ${count} ${name}s decides`;
    case 'each':
      return `each ${name} counts: all ${count} must be met, and attainment is the share of those over that were`;
    case 'total':
      return `all ${count} ${name}s together decide`;
  }
}
