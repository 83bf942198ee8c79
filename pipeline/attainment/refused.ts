import type { GoalAttainment, MetricSummary } from '../../schemas/attainment.ts';
import { DAMAGE_FIX, damageText, type Damage } from '../../schemas/damage.ts';
import type { Metric } from '../../schemas/metric.ts';
import { hasMoney } from '../metrics/part-sql.ts';

/** Local days, both included; an absent bound is none. */
interface Days {
  readonly start?: string;
  readonly end?: string;
}

/**
 * What damage concerns some days of a metric. Rates concern money, which they convert. Pure.
 */
export function damageOn(
  metric: Metric | undefined,
  { start = '', end = '9999' }: Days,
  damage: readonly Damage[],
): readonly Damage[] {
  const parts = metric?.parts ?? [];
  const types = new Set<string>(parts.map(({ fact }) => fact));
  if (parts.some(hasMoney)) types.add('rate');
  return damage.filter(({ type, from, to }) => types.has(type) && from <= end && to >= start);
}

/**
 * Goals without the figures that the store can't answer for: those whose window, or the days that
 * they are compared with, have lost facts. They say why; what stands on them does too. Pure.
 */
export function refusedGoals(
  goals: readonly GoalAttainment[],
  metrics: ReadonlyMap<string, Metric>,
  damage: readonly Damage[],
): readonly GoalAttainment[] {
  if (damage.length === 0) return goals;
  const reasons = new Map<string, string>();
  for (const goal of goals) {
    const [first] = daysOf(goal).flatMap((days) =>
      damageOn(metrics.get(goal.metric.id), days, damage),
    );
    if (first !== undefined) reasons.set(goal.id, `${damageText(first)}: ${DAMAGE_FIX}`);
  }
  return goals.map((goal) => {
    const reason = reasons.get(goal.id);
    return reason === undefined ? withoutRefused(goal, reasons) : refused(goal, reason);
  });
}

/** Metrics whose sums over all days can be told. Pure. */
export function answeredMetrics(
  summaries: readonly MetricSummary[],
  metrics: ReadonlyMap<string, Metric>,
  damage: readonly Damage[],
): MetricSummary[] {
  return summaries.filter(({ metric }) => damageOn(metrics.get(metric), {}, damage).length === 0);
}

function daysOf({ window, comparison, periods = [] }: GoalAttainment): readonly Days[] {
  const compared = [
    comparison?.period,
    comparison?.compared,
    ...periods.map((one) => one.compared),
  ];
  return [window, ...periods, ...compared.filter((days) => days !== undefined)];
}

function refused(goal: GoalAttainment, reason: string): GoalAttainment {
  const {
    actual: _actual,
    numerator: _numerator,
    denominator: _denominator,
    attainment: _attainment,
    comparison: _comparison,
    provisional: _provisional,
    children: _children,
    periods: _periods,
    worst: _worst,
    score: _score,
    ...rest
  } = goal;
  const owners = goal.owners.map(({ value: _value, ...owner }) => owner);
  return { ...rest, owners, state: 'damaged', reason, facts: 0, daily: [] };
}

/** Sums over children and scores of goals that give no figure are none either. */
function withoutRefused(
  goal: GoalAttainment,
  reasons: ReadonlyMap<string, string>,
): GoalAttainment {
  const { children, score, ...rest } = goal;
  const whole = children === undefined || !children.ids.some((id) => reasons.has(id));
  const scored = score === undefined || !score.of.some(({ id }) => reasons.has(id));
  return {
    ...rest,
    ...(children !== undefined && whole && { children }),
    ...(score !== undefined && scored && { score }),
  };
}
