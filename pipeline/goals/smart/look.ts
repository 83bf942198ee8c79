import type { FactType } from '../../../schemas/facts.ts';
import type { Goal } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';
import { factTypesOf } from '../../../schemas/metrics/parts-of.ts';
import type { Days } from '../../attainment/calendar.ts';
import { familyScope } from '../../attainment/family-scope.ts';
import { touchModel } from '../../attribution/matcher.ts';
import type { Plan } from './measure.ts';
import { daysToMeasure, historyBefore } from './trials.ts';

/** Goals with their metrics. */
export interface WrittenGoals {
  readonly goals: readonly Goal[];
  readonly metrics: ReadonlyMap<string, Metric>;
}

/** Where a goal looks for its past. */
export interface Look extends Plan {
  /** A fact type of the metric that no fact has. */
  readonly lacking: FactType | undefined;
  /** The days that facts of all of the metric's types are there for. */
  readonly facts: Days;
  /** Those of them before the goal starts; undefined: none. */
  readonly history: Days | undefined;
}

/**
 * Plans what is to be measured of each goal: what it would have counted, by its scope, family and
 * touch, over all days and over each stretch of its history. Pure.
 * @param today the first local date that is not over.
 */
export function looksAt(
  { goals, metrics }: WrittenGoals,
  factDays: ReadonlyMap<FactType, Days>,
  today: string,
): readonly Look[] {
  return goals.flatMap((goal) => {
    const metric = metrics.get(goal.metric);
    if (metric === undefined) return [];
    const types = [...factTypesOf(metric)];
    const lacking = types.find((type) => !factDays.has(type));
    const facts = commonDays(types.flatMap((type) => factDays.get(type) ?? []));
    const history = lacking === undefined ? historyBefore(goal, metric, facts, today) : undefined;
    return [
      {
        goal,
        metric,
        scope: familyScope(goal, goals, goal.window),
        touch: touchModel(goal),
        through: today,
        lacking,
        facts,
        history,
        spans: [facts, ...(history === undefined ? [] : daysToMeasure(goal, history))],
      },
    ];
  });
}

function commonDays(days: readonly Days[]): Days {
  const start =
    days
      .map((one) => one.start)
      .toSorted()
      .at(-1) ?? '';
  const end = days.map((one) => one.end).toSorted()[0] ?? '';
  return { start, end };
}
