import type { Metric, Part } from '../../schemas/metric.ts';
import { dimensionsOfMetric, isFromFacts, type FromFacts } from '../../schemas/metrics/parts-of.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import { factsOfCounters, fromFactsSql } from '../metrics/from-facts-sql.ts';
import { partFilter, partIdentity, partValue } from '../metrics/part-sql.ts';
import { table } from './output.ts';

/** A metric as machines are shown it: with what its parts are as SQL, and what it can be scoped by. */
export function metricShown(metric: Metric): object {
  return {
    ...metric,
    own: builtIn.get(metric.id) !== metric,
    dimensions: dimensionsOfMetric(metric),
    parts: metric.parts.map((part) => ({ ...part, sql: sqlOf(part) })),
  };
}

export function metricListText(metrics: readonly Metric[]): string {
  const columns = ['Metric', 'Title', 'Kind', 'Unit', 'Better', 'Facts', 'Own'];
  const rows = metrics.map((metric) => [
    metric.id,
    metric.title.en,
    metric.kind,
    metric.unit,
    metric.direction,
    factsOf(metric),
    builtIn.get(metric.id) === metric ? '' : 'own',
  ]);
  return table(
    columns.map((title) => ({ title })),
    rows,
  );
}

export function metricText(metric: Metric): string {
  const { id, version, title, unit, kind, direction, scale, description } = metric;
  const better = { up: 'higher is better', down: 'lower is better', none: 'no way is better' };
  const lines = [
    `${id}, version ${version}: ${title.en} (${title.da})`,
    description,
    '',
    `${kind} in ${unit}${scale === undefined ? '' : `, × ${scale}`}; ${better[direction]}`,
    `goals may be scoped by ${dimensionsOfMetric(metric).join(', ')}`,
    ...finalText(metric),
    ...metric.parts.flatMap((part, at) => ['', `${roleOf(metric, at)}${part.id}`, sqlOf(part)]),
  ];
  return lines.join('\n');
}

function finalText({ maturityDays, provisionalDays }: Metric): readonly string[] {
  if (maturityDays !== undefined) return [`a day is final ${maturityDays} days later`];
  if (provisionalDays === undefined) return [];
  return [`the last ${provisionalDays} days may be restated by the source`];
}

function factsOf({ parts }: Metric): string {
  return [...new Set(parts.map(({ fact }) => fact))].join(', ');
}

function roleOf({ kind }: Metric, at: number): string {
  const roles: Readonly<Record<string, readonly string[]>> = {
    ratio: ['numerator ', 'denominator '],
    mean: ['sum ', 'count '],
  };
  return roles[kind]?.[at] ?? 'part ';
}

/** What a part is of a goal's facts, as SQL; `day` stands for how they are put together. */
function sqlOf(part: Part): string {
  if (isFromFacts(part)) return whole(part);
  const filter = partFilter(part);
  const from = `FROM fact_${part.fact} FINAL WHERE has(goals, {goal})${filter === '1' ? '' : ` AND ${filter}`}`;
  const value = {
    sum: `sum(${partValue(part)})`,
    count: 'count()',
    distinct: `uniqExact(${partIdentity(part)})`,
  }[part.aggregate];
  return `SELECT ${value} ${from}`;
}

function whole(part: FromFacts): string {
  const facts = factsOfCounters(part, ['{goal}'], '1');
  return fromFactsSql(part, { facts, bucket: `''` }).replaceAll(/\s+/g, ' ');
}
