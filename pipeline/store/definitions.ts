import { parseDecimal } from '../../schemas/decimal.ts';
import type { Goal, Owner } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { isKept } from '../../schemas/metrics/parts-of.ts';
import { literal } from '../metrics/part-sql.ts';
import type { Store } from './store.ts';

/** Writes the current goals beside the aggregates, so that BI tools can join them. Removed goals are marked. */
export async function writeDefinitions(
  store: Store,
  goals: readonly Goal[],
  owners: readonly Owner[],
  metrics: ReadonlyMap<string, Metric>,
  version: number,
): Promise<void> {
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  const kept = goals.map(({ id }) => literal(id)).join(', ');
  await store.command(
    `INSERT INTO goal_definition SELECT * REPLACE (1 AS removed, ${version} AS version)
     FROM goal_definition FINAL WHERE removed = 0${kept === '' ? '' : ` AND id NOT IN (${kept})`}`,
  );
  const rows = goals.flatMap((goal) => {
    const metric = metrics.get(goal.metric);
    return metric === undefined
      ? []
      : [row(goal, metric, names.get(goal.owners[0]?.owner ?? '') ?? '', version)];
  });
  if (rows.length === 0) return;
  await store.command(
    `INSERT INTO goal_definition (id, title, metric, metric_version, kind, unit, direction, numerator, denominator, scale, quantile, kept, owner, owner_name, parent, type, target, baseline, band_min, band_max, starts, ends, removed, version)
     SELECT * FROM (${rows.join(' UNION ALL ')})`,
    {},
    { settings: { max_query_size: '64000000' } },
  );
}

function row(goal: Goal, metric: Metric, ownerName: string, version: number): string {
  const [first, second] = metric.parts;
  const texts = [goal.id, goal.title, metric.id].map(literal);
  const kinds = [metric.kind, metric.unit, metric.direction, first.id, second?.id ?? ''].map(
    literal,
  );
  const quantile = first.aggregate === 'percentile' ? first.quantile : '0';
  const kept = metric.parts.every(isKept) ? 1 : 0;
  const people = [goal.owners[0]?.owner ?? '', ownerName, goal.parent ?? '', goal.type].map(
    literal,
  );
  const maintain = goal.type === 'maintain';
  const limits = [
    'target' in goal ? goal.target : undefined,
    'baseline' in goal && goal.baseline.kind === 'fixed' ? goal.baseline.value : undefined,
    maintain ? goal.band.min : undefined,
    maintain ? goal.band.max : undefined,
  ].map(nullable);
  const days = [goal.window.start, goal.window.end].map((day) => `toDate(${literal(day)})`);
  return `SELECT ${[...texts, metric.version, ...kinds, metric.scale ?? 1, quantile, kept, ...people, ...limits, ...days, 0, version].map((value, index) => `${value} AS c${index}`).join(', ')}`;
}

function nullable(decimal: string | undefined): string {
  const known = decimal !== undefined && parseDecimal(decimal) !== undefined;
  return known
    ? `toNullable(toDecimal128(${literal(decimal)}, 6))`
    : "CAST(NULL, 'Nullable(Decimal(38, 6))')";
}
