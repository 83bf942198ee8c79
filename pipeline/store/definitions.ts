import { parseDecimal } from '../../schemas/decimal.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Goal, Owner, Team } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { addsUp, isKept } from '../../schemas/metrics/parts-of.ts';
import type { AgreedGoal } from '../attainment/agreed.ts';
import { frozenPeriod } from '../attainment/baseline.ts';
import { leavesNothing } from '../attainment/way.ts';
import { ownersOf } from '../attainment/owners.ts';
import { judgingParts } from '../metrics/due.ts';
import { literal } from '../metrics/literal.ts';
import type { Store } from './store.ts';

/**
 * Writes the goals of a local day beside the aggregates, so that BI tools can join them: with the
 * owner of the largest share on the day, and the frozen baseline of an increase or a decrease.
 * Removed goals are marked.
 */
export async function writeDefinitions(
  store: Store,
  goals: readonly AgreedGoal[],
  owners: readonly (Owner | Team)[],
  day: string,
  metrics: ReadonlyMap<string, Metric>,
  version: number,
): Promise<void> {
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  const kept = goals.map(({ goal }) => literal(goal.id)).join(', ');
  await store.command(
    `INSERT INTO goal_definition SELECT * REPLACE (1 AS removed, ${version} AS version)
     FROM goal_definition FINAL WHERE removed = 0${kept === '' ? '' : ` AND id NOT IN (${kept})`}`,
  );
  const rows = goals.flatMap((agreed) => {
    const metric = metrics.get(agreed.goal.metric);
    const [owner] = ownersOf(agreed, day, names, undefined);
    return metric === undefined || owner === undefined ? [] : [row(agreed, metric, owner, version)];
  });
  if (rows.length === 0) return;
  await store.command(
    `INSERT INTO goal_definition (id, title, metric, metric_version, kind, unit, direction, numerator, denominator, scale, quantile, kept, adds, due, owner, owner_name, parent, type, target, baseline, band_min, band_max, starts, ends, removed, version)
     SELECT * FROM (${rows.join(' UNION ALL ')})`,
    {},
    { settings: { max_query_size: '64000000' } },
  );
}

function row(
  { goal, baseline }: AgreedGoal,
  metric: Metric,
  owner: { readonly id: string; readonly name: string },
  version: number,
): string {
  const [first, second] = metric.parts;
  const texts = [goal.id, goal.title, metric.id].map(literal);
  const kinds = [metric.kind, metric.unit, metric.direction, first.id, second?.id ?? ''].map(
    literal,
  );
  const quantile = first.aggregate === 'percentile' ? first.quantile : '0';
  const kept = metric.parts.every(isKept) ? 1 : 0;
  const adds = metric.parts.every(addsUp) ? 1 : 0;
  const due = `CAST([${[...judgingParts([metric])].map(literal).join(', ')}], 'Array(LowCardinality(String))')`;
  const people = [owner.id, owner.name, goal.parent ?? '', goal.type].map(literal);
  const maintain = goal.type === 'maintain';
  const limits = [
    'target' in goal ? goal.target : undefined,
    baselineText(goal, baseline),
    maintain ? goal.band.min : undefined,
    maintain ? goal.band.max : undefined,
  ].map(nullable);
  const days = [goal.window.start, goal.window.end].map((day) => `toDate(${literal(day)})`);
  return `SELECT ${[...texts, metric.version, ...kinds, metric.scale ?? 1, quantile, kept, adds, due, ...people, ...limits, ...days, 0, version].map((value, index) => `${value} AS c${index}`).join(', ')}`;
}

/** Of an increase or a decrease, where it is not beyond the target; a relative goal has one for each period, which the API gives. */
function baselineText(goal: Goal, frozen: FrozenBaseline | undefined): string | undefined {
  if (goal.type !== 'increase' && goal.type !== 'decrease') return undefined;
  const { baseline, window } = goal;
  if (baseline.kind === 'fixed') return baseline.value;
  const value = frozenPeriod(frozen, window)?.value;
  return value === undefined || leavesNothing(goal, value) ? undefined : value;
}

function nullable(decimal: string | undefined): string {
  const known = decimal !== undefined && parseDecimal(decimal) !== undefined;
  return known
    ? `toNullable(toDecimal128(${literal(decimal)}, 6))`
    : "CAST(NULL, 'Nullable(Decimal(38, 6))')";
}
