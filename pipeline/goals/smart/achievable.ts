import { lengthOf } from '../../../schemas/calendar.ts';
import { formatDecimal, parseDecimal } from '../../../schemas/decimal.ts';
import type { GoalPast } from '../../../schemas/goal-check.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Days } from '../../attainment/calendar.ts';
import { endOfYearBefore, judgedSpan, spanWords, type Span } from './past-spans.ts';
import type { Trial } from './trials.ts';

/** What the past says of a goal: a finding has a mend, a note has none. */
export interface PastVerdict {
  readonly field: string;
  readonly message: string;
  readonly mend?: string;
  readonly past?: Omit<GoalPast, 'goal'>;
}

/** Fewer stretches of the past than this say nothing. */
const LEAST_TRIALS = 3;
const DAYS_OF_MONTH = 30;

/**
 * Whether a goal is within reach, by how many stretches of the past met what it asks for. None is a
 * finding, and so are nine of ten or more, but for a goal that maintains. Pure.
 */
export function judgePast(goal: Goal, history: Days, trials: readonly Trial[]): PastVerdict {
  const span = judgedSpan(goal);
  const field = fieldOf(goal);
  const words = spanWords(span);
  if (trials.length < LEAST_TRIALS || lengthOf(history) < 2 * daysIn(span)) {
    return { field, message: tooLittle(goal, words, history, trials.length) };
  }
  const met = trials.filter((trial) => trial.met).length;
  const best = trials.reduce((a, b) => (b.merit > a.merit ? b : a));
  const yearBefore = yearBeforeOf(goal, trials);
  const past = {
    span: words,
    history,
    spans: trials.length,
    met,
    percentile: Math.floor((100 * (trials.length - met)) / trials.length),
    best: stretchOf(best),
    ...(yearBefore === undefined ? {} : { yearBefore: stretchOf(yearBefore) }),
  };
  return { field, past, ...sentence(goal, words, past) };
}

type Past = Omit<GoalPast, 'goal'>;

/** What corresponds to the goal's window a year before; a goal that judges periods has many of those. */
function yearBeforeOf(goal: Goal, trials: readonly Trial[]): Trial | undefined {
  if ('every' in goal && goal.every !== 'window') return undefined;
  const end = endOfYearBefore(goal);
  return trials.find((trial) => trial.end === end);
}

function stretchOf({ start, end, value }: Trial): Past['best'] {
  return { start, end, value: formatDecimal(value) };
}

function sentence(
  goal: Goal,
  words: string,
  { spans, met, percentile, best, yearBefore }: Past,
): Pick<PastVerdict, 'message' | 'mend'> {
  const nearest = `${valueText(goal, best.value)}, ${best.start} to ${best.end}`;
  const before =
    yearBefore === undefined ? '' : `; a year before it was ${valueText(goal, yearBefore.value)}`;
  if (met === 0) {
    return {
      message: `no ${words} in your history ${askedText(goal)}: the nearest was ${nearest}${before}`,
      mend: 'ask for less, or plan what will be different this time',
    };
  }
  if (goal.type !== 'maintain' && met * 10 >= spans * 9) {
    return {
      message: `already met in ${met} of ${spans} past stretches of ${oneOf(words)}${before}`,
      mend: `ask for more: the best was ${nearest}`,
    };
  }
  return {
    message: `met in ${met} of ${spans} past stretches of ${oneOf(words)}; what it asks for lies at percentile ${percentile} of them${before}`,
  };
}

/** "a month", "three months". */
function oneOf(words: string): string {
  return /^(?:day|week|month)$/.test(words) ? `a ${words}` : words;
}

function tooLittle(goal: Goal, words: string, history: Days, trials: number): string {
  const compared =
    goal.type === 'relative' && goal.baseline.kind !== 'fixed' ? ' with days to compare with' : '';
  return `too little history to judge ${oneOf(words)}: ${lengthText(history)} before ${goal.window.start}, with ${trials} such stretches${compared}`;
}

/** "9 months", or days where there are less than two months. */
function lengthText(history: Days): string {
  const days = lengthOf(history);
  return days < 2 * DAYS_OF_MONTH ? `${days} days` : `${Math.floor(days / DAYS_OF_MONTH)} months`;
}

function daysIn(span: Span): number {
  return 'days' in span ? span.days : span.months * DAYS_OF_MONTH;
}

function fieldOf(goal: Goal): string {
  if (goal.type === 'maintain') return 'band';
  return goal.type === 'relative' ? 'change' : 'target';
}

const BASELINES = {
  previous: 'the days just before',
  lastYear: 'the same weekdays a year before',
  days: 'the days of its baseline',
};

function askedText(goal: Goal): string {
  switch (goal.type) {
    case 'reach':
    case 'increase':
      return `reached ${goal.target}`;
    case 'decrease':
      return `came down to ${goal.target}`;
    case 'maintain':
      return `lay within the band of ${bandText(goal.band)}`;
    case 'relative': {
      const { baseline } = goal;
      const from =
        baseline.kind === 'fixed' ? `a baseline of ${baseline.value}` : BASELINES[baseline.kind];
      return `was ${percent(goal.change)} against ${from}`;
    }
  }
}

function bandText({ min, max }: { min?: string; max?: string }): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}

function valueText(goal: Goal, value: string): string {
  return goal.type === 'relative' ? percent(value) : value;
}

/** "+10 %" for 0.1, exact. */
function percent(share: string): string {
  const micros = (parseDecimal(share) ?? 0n) * 100n;
  return `${micros > 0n ? '+' : ''}${formatDecimal(micros)} %`;
}
