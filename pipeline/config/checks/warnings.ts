import { lengthOf } from '../../../schemas/calendar.ts';
import { ONE, parseDecimal } from '../../../schemas/decimal.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';
import type { Finding } from '../finding.ts';
import { unlikeDays } from '../../attainment/unlike-days.ts';
import type { Surroundings } from './surroundings.ts';

/** The fewest days that a period can have. */
const SHORTEST = { window: 1, week: 7, month: 28, quarter: 90 };

/** What is possible in a goal and hardly meant. */
export function warningsOf(goal: Goal, around: Surroundings): readonly Finding[] {
  const metric = around.metrics.get(goal.metric);
  return [
    ...(metric === undefined ? [] : [...checkDirection(goal, metric), ...checkSize(goal, metric)]),
    ...checkChangeSize(goal),
    ...checkPriority(goal, around),
    ...checkPeriods(goal),
    ...(metric === undefined ? [] : checkCompared(goal, metric)),
    ...checkAbove(goal),
  ];
}

/** The way that a goal calls good, against the metric's. */
function checkDirection(goal: Goal, metric: Metric): readonly Finding[] {
  const [field, way] = wayOf(goal);
  if (way === undefined || metric.direction === 'none' || way === metric.direction) return [];
  const better = metric.direction === 'up' ? 'higher' : 'lower';
  const asked = metric.direction === 'up' ? 'lower' : 'higher';
  return [
    {
      path: [field],
      message: `asks for a ${asked} value, and of ${metric.title.en.toLowerCase()} a ${better} one is better`,
      mend: MENDS[goal.type],
    },
  ];
}

const MENDS = {
  reach: 'use type decrease with a baseline, or maintain with band: { max: … }',
  increase: 'use type decrease, if that is what is meant',
  decrease: 'use type increase, if that is what is meant',
  maintain: 'exchange min for max, or max for min, if that is what is meant',
  relative: 'turn the sign of the change round, if that is what is meant',
};

function wayOf(goal: Goal): readonly [string, 'up' | 'down' | undefined] {
  switch (goal.type) {
    case 'reach':
    case 'increase':
      return ['type', 'up'];
    case 'decrease':
      return ['type', 'down'];
    case 'relative':
      return ['change', goal.change.startsWith('-') ? 'down' : 'up'];
    case 'maintain':
      if (goal.band.min !== undefined && goal.band.max !== undefined) return ['band', undefined];
      return ['band', goal.band.min === undefined ? 'down' : 'up'];
  }
}

/** A share that was written as a percentage: 8 instead of 0.08. */
function checkSize(goal: Goal, { unit, title }: Metric): readonly Finding[] {
  if (unit !== 'ratio') return [];
  const limits =
    goal.type === 'maintain'
      ? [['band', goal.band.min] as const, ['band', goal.band.max] as const]
      : 'target' in goal
        ? [['target', goal.target] as const]
        : [];
  return limits.flatMap(([field, text = '0']) => {
    if ((parseDecimal(text) ?? 0n) <= ONE) return [];
    const message = `is ${text}, and ${title.en.toLowerCase()} is a share: that is more than all`;
    return [{ path: [field], message, mend: 'write 0.08 for 8 %' }];
  });
}

function checkChangeSize(goal: Goal): readonly Finding[] {
  if (goal.type !== 'relative' || (parseDecimal(goal.change) ?? 0n) < ONE) return [];
  const message = `is ${goal.change}: ${goal.change} times the baseline on top of it`;
  return [{ path: ['change'], message, mend: `write ${goal.change} % if a percentage is meant` }];
}

function checkPriority(goal: Goal, { goals }: Surroundings): readonly Finding[] {
  if (goal.priority === undefined) return [];
  const path = ['priority'];
  if (goal.parent === undefined) {
    return [
      { path, message: 'means nothing without a parent', mend: 'name the parent, or take it out' },
    ];
  }
  if (goals.get(goal.parent)?.children !== 'overlapping') return [];
  return [
    {
      path,
      message: `means nothing: the children of ${goal.parent} overlap, and each counts all it matches`,
      mend: `take priority out, or children: overlapping out of ${goal.parent}`,
    },
  ];
}

function checkPeriods(goal: Goal): readonly Finding[] {
  if (!('every' in goal)) return [];
  const days = lengthOf(goal.window);
  if (days >= SHORTEST[goal.every]) return [];
  return [
    {
      path: ['every'],
      message: `is ${goal.every}, and the window has ${days} days: none is whole`,
      mend: 'write every: window, or make the window longer',
    },
  ];
}

/** A sum or a count over more days is more of the same. */
function checkCompared(goal: Goal, metric: Metric): readonly Finding[] {
  const days = unlikeDays(goal, metric);
  if (days === undefined) return [];
  const { compared, period } = days;
  return [
    {
      path: ['baseline'],
      message: `has ${compared} days, and a period of ${period} days is compared with it: neither is made as long as the other`,
      mend: 'compare as many days, or write same-weekdays-last-year',
    },
  ];
}

/** What stands above a goal twice over, or against what it says. */
function checkAbove({ company, parent, supports }: Goal): readonly Finding[] {
  if (parent === undefined) return [];
  const findings: Finding[] = [];
  if (company === true) {
    const message = `is true, and ${parent} is its parent`;
    findings.push({ path: ['company'], message, mend: 'take company or parent out' });
  }
  if (supports === parent) {
    const message = `names the parent, which it is a part of anyway`;
    findings.push({ path: ['supports'], message, mend: 'take supports out' });
  }
  return findings;
}
