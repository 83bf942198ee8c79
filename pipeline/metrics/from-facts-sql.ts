import type { FromFacts } from '../../schemas/metrics/parts-of.ts';
import { parseDecimal } from '../../schemas/decimal.ts';
import { columnOf } from './columns.ts';
import { conditionsSql } from './condition-sql.ts';
import { literal } from './literal.ts';
import { partFilter, partIdentity, partValue } from './part-sql.ts';

/** Which facts of which counters are looked at, and how they are put together. */
export interface FromFactsQuery {
  readonly counters: readonly string[];
  /** A text, as SQL over `day`, by which facts are put together: one figure for each. */
  readonly bucket: string;
  /** A further condition on a fact, as SQL. */
  readonly condition?: string;
}

/**
 * One part's figures exactly, from the facts in their latest versions: rows of goal, part, bucket,
 * value, facts and distinct, all as text. Facts of other counters, days or conditions play no part,
 * but for what came back later of the lines of a cohort.
 */
export function fromFactsSql(part: FromFacts, query: FromFactsQuery): string {
  const row = (figure: string, facts: string): string =>
    `SELECT toString(goal) AS goal, ${literal(part.id)} AS part, bucket,
      toString(toDecimal128(${figure}, 6)) AS value, toString(${facts}) AS facts, '0' AS distinct`;
  if (part.aggregate === 'percentile') return percentileSql(part, query, row);
  if (part.aggregate === 'repeated') return repeatedSql(part, query, row);
  return cohortSql(part, query, row);
}

type Row = (figure: string, facts: string) => string;
type Of<A> = Extract<FromFacts, { aggregate: A }>;

/** The nearest-rank percentile: the value at place ⌈q·n⌉ of n in ascending order. */
function percentileSql(part: Of<'percentile'>, query: FromFactsQuery, row: Row): string {
  const micros = parseDecimal(part.quantile) ?? 0n;
  const place = `intDiv(count() * ${micros} + 999999, 1000000)`;
  return `${row(`arraySort(groupArray(v))[${place}]`, 'count()')}
    FROM (${counted(part, query, `${partValue(part)} AS v`)}) GROUP BY goal, bucket`;
}

function repeatedSql(part: Of<'repeated'>, query: FromFactsQuery, row: Row): string {
  const other = columnOf(part.fact, part.by).name;
  const facts = counted(part, query, `${partIdentity(part)} AS one, ${other} AS other`);
  return `${row(`countIf(others >= ${part.atLeast})`, 'sum(n)')}
    FROM (SELECT goal, bucket, one, uniqExact(other) AS others, count() AS n FROM (${facts}) GROUP BY goal, bucket, one)
    GROUP BY goal, bucket`;
}

/** A line of an order; where a source names no lines, the goods. */
const LINE = "if(line = '', concat('/', product, '/', sku), line)";

/** A line that is counted in several buckets has what came back of it in the first, and only there. */
function cohortSql(part: Of<'cohort'>, query: FromFactsQuery, row: Row): string {
  const sold = counted(part, query, `source, order_id, ${LINE} AS item, day AS sold`);
  const first = `SELECT goal, argMin(bucket, sold) AS bucket, source, order_id, item, count() AS n
    FROM (${sold}) GROUP BY goal, source, order_id, item`;
  return `${row('sum(back)', 'sum(n)')}
    FROM (${first}) AS sold LEFT JOIN (${laterSql(part)}) AS later USING (source, order_id, item)
    GROUP BY goal, bucket`;
}

/** What came back of each line of an order, whenever that was. */
function laterSql(part: Of<'cohort'>): string {
  return `SELECT source, order_id, ${LINE} AS item, sum(${partValue(part)}) AS back
    FROM fact_${part.fact} FINAL WHERE ${conditionsSql(part.fact, part.later)}
    GROUP BY source, order_id, item`;
}

/**
 * The entries of which something came back, each line's first one, as rows of source, stream, id and
 * back: they add up to the cohort's figure.
 */
export function cohortEntriesSql(part: Of<'cohort'>, query: FromFactsQuery): string {
  const columns = `source, stream, id, order_id, ${LINE} AS item, day AS sold`;
  const first = `SELECT source, order_id, item, argMin(tuple(toString(stream), id), tuple(sold, stream, id)) AS entry
    FROM (${counted(part, query, columns)}) GROUP BY source, order_id, item`;
  return `SELECT toString(source) AS source, entry.1 AS stream, entry.2 AS id, toString(back) AS back
    FROM (${first}) AS sold INNER JOIN (${laterSql(part)}) AS later USING (source, order_id, item)`;
}

/** The facts of a part, once for each of the counters. */
function counted(
  part: FromFacts,
  { counters, bucket, condition }: FromFactsQuery,
  columns: string,
): string {
  const asked = counters.map(literal).join(', ');
  const further = condition === undefined ? '' : ` AND ${condition}`;
  return `SELECT goal, * EXCEPT goals FROM (
      SELECT goals, ${bucket} AS bucket, ${columns} FROM fact_${part.fact} AS f FINAL
      WHERE hasAny(goals, [${asked}]) AND ${partFilter(part)}${further}
    ) ARRAY JOIN arrayDistinct(goals) AS goal WHERE goal IN (${asked})`;
}
