import type { Metric, Part } from '../../schemas/metric.ts';
import type { Shared } from '../../schemas/metrics/local.ts';
import { dimensionsOfMetric, isFromFacts, type FromFacts } from '../../schemas/metrics/parts-of.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import { judgesPromises } from '../metrics/due.ts';
import { factsOfCounters, fromFactsSql } from '../metrics/from-facts-sql.ts';
import { partFilter, partIdentity, partValue } from '../metrics/part-sql.ts';
import { table } from './output.ts';

/** A metric as machines are shown it: with what its parts are as SQL, and what it can be scoped by. */
export function metricShown(metric: Metric): object {
  const { local } = metric.parts[0];
  return {
    ...metric,
    own: !builtIn.has(metric.id),
    dimensions: dimensionsOfMetric(metric),
    ...(local === undefined ? {} : { local }),
    parts: metric.parts.map((part) => ({ ...definitionOf(part), sql: sqlOf(part) })),
  };
}

/** A part as it is written. */
function definitionOf(part: Part): object {
  const { local, ...written } = part;
  return local === undefined ? part : written;
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
    builtIn.has(metric.id) ? '' : 'own',
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
    ...rulesText(metric),
    ...metric.parts.flatMap((part, at) => ['', `${roleOf(metric, at)}${part.id}`, sqlOf(part)]),
  ];
  return lines.join('\n');
}

function finalText({ parts, maturityDays, provisionalDays }: Metric): readonly string[] {
  const lines = parts.some(judgesPromises) ? ['only days that are over are judged'] : [];
  if (parts.some(({ aggregate }) => aggregate === 'percentile')) {
    lines.push('by nearest rank; what has not ended has no time yet, and is said to be open');
  }
  if (maturityDays !== undefined) lines.push(`a day is final ${maturityDays} days later`);
  else if (provisionalDays !== undefined) {
    lines.push(`the last ${provisionalDays} days may be restated by the source`);
  }
  return [...lines, 'facts dated after the day asked for count for nothing'];
}

/** What the project's configuration decides on. */
function rulesText({ parts: [{ local }] }: Metric): readonly string[] {
  if (local === undefined) return [];
  const { timezone, orders, customers } = local;
  return [
    `days are those of ${timezone}`,
    `numbers of orders ${sharedText(orders)}, of customers ${sharedText(customers)}`,
  ];
}

function sharedText(shared: Shared): string {
  if (shared === 'all') return 'are shared by all connections';
  const groups = shared.map((names) => `shared by ${names.join(' and ')}`);
  return ['belong to their connection', ...groups].join(', ');
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
  const judged = judgesPromises(part) ? ' AND day < {today}' : '';
  const filter = `${partFilter(part)}${judged}`;
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
