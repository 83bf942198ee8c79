import type { AttainmentReport, GoalAttainment, MetricSummary } from '../../schemas/attainment.ts';
import { formatDecimal } from '../../schemas/decimal.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Goal, Owner, Team } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { factTypesOf } from '../../schemas/metrics/parts-of.ts';
import {
  overlapMetric,
  overlapOf,
  TOTAL,
  unattributedMetric,
  unattributedOf,
} from '../attribution/allocate.ts';
import { describeScope } from '../attribution/scope.ts';
import { hasPeriods, periodsOf } from './calendar.ts';
import { stateOn, type AgreedGoal } from './agreed.ts';
import { evaluate } from './evaluate.ts';
import type { Figures } from './figures.ts';
import { ratioParts, valueOf, type Measured, type PeriodMeasured } from './measured.ts';
import { marksOf } from './marks.ts';
import type { OpenFacts } from './open-facts.ts';
import { ownersOf } from './owners.ts';
import { provisionalDays } from './provisional.ts';
import { scoreOf } from './score.ts';

export interface ReportInput {
  /** As they are in force on the day. */
  readonly goals: readonly AgreedGoal[];
  /** All goals in force, among which are their children; absent: the goals themselves. */
  readonly family?: readonly AgreedGoal[];
  readonly owners: readonly Owner[];
  readonly teams: readonly Team[];
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly figures: Figures;
  /** What is open of each goal; absent: not asked. */
  readonly open?: OpenFacts;
  /** The local date the report is of: whose goals they are is told of this day. */
  readonly day: string;
  /** The first local date, in the business's time zone, that is not over. */
  readonly today: string;
  /** The business's time zone, IANA. */
  readonly timezone: string;
  /** The local date on which all streams of a fact type were last read whole; see `Reading`. */
  readonly lastRead: (type: FactType) => string | undefined;
  /** Records of a fact type that could not be taken in their streams' latest runs. */
  readonly rejected: (type: FactType) => number;
}

/** All goals and metrics as the figures have them. Pure. */
export function reportOf(input: ReportInput): Pick<AttainmentReport, 'goals' | 'metrics'> {
  const plain = input.goals.map(({ goal }) => goal);
  return {
    goals: scored(evaluatedGoals(input), plain),
    metrics: summariesOf(input.metrics, plain, input.figures),
  };
}

/** The goals as the figures have them, without the scores that need others' attainment. Pure. */
export function evaluatedGoals(input: ReportInput): readonly GoalAttainment[] {
  const names = new Map([...input.teams, ...input.owners].map(({ id, name }) => [id, name]));
  const children = Map.groupBy(input.family ?? input.goals, ({ goal }) => goal.parent);
  return input.goals.flatMap((agreed) => {
    const metric = input.metrics.get(agreed.goal.metric);
    if (metric === undefined) return [];
    return [goalOf(agreed, metric, input, names, children.get(agreed.goal.id) ?? [])];
  });
}

/** The same with scores. Pure. @param plain goals that may support them. */
export function scored(goals: readonly GoalAttainment[], plain: readonly Goal[]): GoalAttainment[] {
  const shares = new Map(goals.map(({ id, attainment }) => [id, attainment]));
  const supporters = Map.groupBy(plain, ({ supports }) => supports);
  return goals.map((goal) => {
    const score = scoreOf(goal.id, supporters.get(goal.id) ?? [], (id) => shares.get(id));
    return score === undefined ? goal : { ...goal, score };
  });
}

/** What the goals of each metric of sums come to, beside its total. Pure. @param goals all in force. */
export function summariesOf(
  metrics: ReadonlyMap<string, Metric>,
  goals: readonly Goal[],
  figures: Pick<Figures, 'whole'>,
): MetricSummary[] {
  return [...metrics.values()]
    .filter((metric) => metric.kind === 'sum')
    .flatMap((metric) => summaryOf(metric, goals, figures));
}

function goalOf(
  agreed: AgreedGoal,
  metric: Metric,
  input: ReportInput,
  names: ReadonlyMap<string, string>,
  family: readonly AgreedGoal[],
): GoalAttainment {
  const { figures, open, day, today, timezone } = input;
  const waiting = open?.get(agreed.goal.id);
  const { goal, revision } = agreed;
  const whole = figures.whole(goal.id, metric);
  const rejected = [...factTypesOf(metric)].reduce((sum, type) => sum + input.rejected(type), 0);
  const reading = { today, lastRead: lastReadOf(metric, input) };
  const days = figures.days(goal.id, metric);
  const values = days.map((each) => ({ day: each.day, value: each.measured.parts[0] ?? 0n }));
  const owners = ownersOf(agreed, day, names, metric.kind === 'sum' ? values : undefined);
  const owner = owners[0] ?? { id: '', name: '' };
  const children = childrenOf(goal, metric, family, figures);
  return {
    id: goal.id,
    title: goal.title,
    metric: metricOf(metric),
    owner: { id: owner.id, name: owner.name },
    owners,
    ...(revision === undefined ? {} : { revision }),
    ...(goal.parent === undefined ? {} : { parent: goal.parent }),
    ...(goal.supports === undefined ? {} : { supports: goal.supports }),
    type: goal.type,
    window: goal.window,
    scope: describeScope(goal.scope),
    ...evaluate(goal, metric, {
      ...reading,
      whole,
      periods: periodsMeasured(goal, metric, figures),
      running: figures.running(goal.id, metric),
      frozen: agreed.baseline,
      goalOn: (date) => stateOn(agreed, date).goal,
    }),
    ...marksOf(agreed, metric, { ...reading, whole, timezone, rejected }),
    ...(waiting === undefined ? {} : { open: waiting }),
    ...provisionalDays(metric, goal.window, today),
    ...(children === undefined ? {} : { children }),
    daily: days.map(({ day: date, measured }) => dayOf(date, metric, measured)),
  };
}

/** Of a metric over facts of several types the one that was read least. */
function lastReadOf(metric: Metric, { lastRead }: ReportInput): string | undefined {
  const days = [...factTypesOf(metric)].flatMap((type) => lastRead(type) ?? []);
  return days.length === 0 ? undefined : days.reduce((least, day) => (day < least ? day : least));
}

function metricOf({ id, title, unit, direction, kind }: Metric): GoalAttainment['metric'] {
  return { id, title: title.en, unit, direction, kind };
}

function periodsMeasured(goal: Goal, metric: Metric, figures: Figures): readonly PeriodMeasured[] {
  if (!hasPeriods(goal)) return [];
  return periodsOf(goal.window, goal.every).map((period) => ({
    ...period,
    measured: figures.period(goal.id, period.start, metric),
  }));
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
  children: readonly AgreedGoal[],
  figures: Figures,
): GoalAttainment['children'] {
  if (children.length === 0 || metric.kind !== 'sum') return undefined;
  const value = (counter: string): bigint => figures.whole(counter, metric).parts[0] ?? 0n;
  return {
    ids: children.map((agreed) => agreed.goal.id),
    sum: formatDecimal(children.reduce((sum, agreed) => sum + value(agreed.goal.id), 0n)),
    overlap: formatDecimal(value(overlapOf(goal.id))),
    unattributed: formatDecimal(value(unattributedOf(goal.id))),
    total: formatDecimal(value(goal.id)),
  };
}

function summaryOf(
  metric: Metric,
  goals: readonly Goal[],
  figures: Pick<Figures, 'whole'>,
): MetricSummary[] {
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
