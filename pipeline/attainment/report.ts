import type { AttainmentReport, GoalAttainment, MetricSummary } from '../../schemas/attainment.ts';
import { formatDecimal } from '../../schemas/decimal.ts';
import type { Goal, Owner } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import {
  overlapMetric,
  TOTAL,
  unattributedMetric,
  unattributedOf,
} from '../attribution/allocate.ts';
import { describeScope } from '../attribution/scope.ts';
import { periodsOf } from './calendar.ts';
import { provisionalDays } from './provisional.ts';
import { evaluate, ratioParts, valueOf, type Measured } from './evaluate.ts';
import type { Figures } from './figures.ts';

export interface ReportInput {
  readonly goals: readonly Goal[];
  readonly owners: readonly Owner[];
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly figures: Figures;
  /** The local date in the business's time zone. */
  readonly today: string;
}

/** All goals and metrics as the figures have them. Pure. */
export function reportOf(input: ReportInput): Pick<AttainmentReport, 'goals' | 'metrics'> {
  return {
    goals: input.goals.flatMap((goal) => {
      const metric = input.metrics.get(goal.metric);
      return metric === undefined ? [] : [goalOf(goal, metric, input)];
    }),
    metrics: [...input.metrics.values()]
      .filter((metric) => metric.kind === 'sum')
      .flatMap((metric) => summaryOf(metric, input)),
  };
}

function goalOf(goal: Goal, metric: Metric, input: ReportInput): GoalAttainment {
  const { figures, owners, today } = input;
  const periods =
    goal.type === 'maintain'
      ? periodsOf(goal.window, goal.every).map((period) => ({
          ...period,
          measured: figures.period(goal.id, period.start, metric),
        }))
      : [];
  const ownerId = goal.owners[0]?.owner ?? '';
  const owner = owners.find(({ id }) => id === ownerId);
  const children = childrenOf(goal, metric, input);
  return {
    id: goal.id,
    title: goal.title,
    metric: {
      id: metric.id,
      title: metric.title.en,
      unit: metric.unit,
      direction: metric.direction,
      kind: metric.kind,
    },
    owner: { id: ownerId, name: owner?.name ?? ownerId },
    ...(goal.parent === undefined ? {} : { parent: goal.parent }),
    type: goal.type,
    window: goal.window,
    scope: describeScope(goal.scope),
    ...evaluate(goal, metric, figures.whole(goal.id, metric), periods, today),
    ...provisionalDays(metric, goal.window, today),
    ...(children === undefined ? {} : { children }),
    daily: figures.days(goal.id, metric).map(({ day, measured }) => dayOf(day, metric, measured)),
  };
}

function dayOf(day: string, metric: Metric, measured: Measured): GoalAttainment['daily'][number] {
  const value = valueOf(metric, measured);
  return {
    day,
    ...(value === undefined ? {} : { value: formatDecimal(value) }),
    ...ratioParts(metric, measured),
  };
}

/** Only sums add up over children; distinct counts and rates do not. */
function childrenOf(
  goal: Goal,
  metric: Metric,
  { goals, figures }: ReportInput,
): GoalAttainment['children'] {
  const children = goals.filter(({ parent }) => parent === goal.id);
  if (children.length === 0 || metric.kind !== 'sum') return undefined;
  const value = (counter: string): bigint => figures.whole(counter, metric).parts[0] ?? 0n;
  return {
    ids: children.map(({ id }) => id),
    sum: formatDecimal(children.reduce((sum, { id }) => sum + value(id), 0n)),
    unattributed: formatDecimal(value(unattributedOf(goal.id))),
    total: formatDecimal(value(goal.id)),
  };
}

function summaryOf(metric: Metric, { goals, figures }: ReportInput): readonly MetricSummary[] {
  const tops = goals.filter((goal) => goal.metric === metric.id && goal.parent === undefined);
  if (tops.length === 0) return [];
  const value = (counter: string): bigint => figures.whole(counter, metric).parts[0] ?? 0n;
  return [
    {
      metric: metric.id,
      title: metric.title.en,
      unit: metric.unit,
      total: formatDecimal(value(TOTAL)),
      goals: formatDecimal(tops.reduce((sum, { id }) => sum + value(id), 0n)),
      overlap: formatDecimal(value(overlapMetric(metric.id))),
      unattributed: formatDecimal(value(unattributedMetric(metric.id))),
    },
  ];
}
