import { parseDecimal } from '../../schemas/decimal.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { FromFacts } from '../../schemas/metrics/parts-of.ts';
import { columnOf } from './columns.ts';
import { conditionsSql } from './condition-sql.ts';
import { literal } from './literal.ts';
import { partFilter, partIdentity, partValue } from './part-sql.ts';

/** Which facts are looked at, and how they are put together. */
export interface FromFactsQuery {
  /** Rows of a fact table's columns and `goal`, as what may follow FROM; a fact stands once for each goal. */
  readonly facts: string;
  /** A text, as SQL, by which a goal's facts are put together: one figure for each. */
  readonly bucket: string;
}

type Of<A> = Extract<FromFacts, { aggregate: A }>;
type Row = (figure: string, facts: string) => string;

/** The facts of some counters on the days that a condition holds of, for `FromFactsQuery.facts`. */
export function factsOfCounters(
  { fact }: { readonly fact: FactType },
  counters: readonly string[],
  condition: string,
): string {
  const asked = counters.map(literal).join(', ');
  return `(SELECT * FROM fact_${fact} AS f FINAL WHERE hasAny(goals, [${asked}]) AND ${condition})
    ARRAY JOIN arrayIntersect(goals, [${asked}]) AS goal`;
}

/**
 * One part's figures exactly, from the facts in their latest versions: rows of goal, part, bucket,
 * value, facts and distinct, all as text. Facts that are not given play no part, but for what came
 * back later of the lines of a cohort.
 */
export function fromFactsSql(part: FromFacts, query: FromFactsQuery): string {
  const row: Row = (figure, facts) =>
    `SELECT toString(goal) AS goal, ${literal(part.id)} AS part, bucket,
      toString(toDecimal128(${figure}, 6)) AS value, toString(${facts}) AS facts, '0' AS distinct`;
  if (part.aggregate === 'percentile') return percentileSql(part, query, row);
  if (part.aggregate === 'repeated') return repeatedSql(part, query, row);
  return cohortSql(part, query, row);
}

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

function cohortSql(part: Of<'cohort'>, query: FromFactsQuery, row: Row): string {
  const sold = counted(part, query, `source, order_id, ${LINE} AS item`);
  const lines = `SELECT goal, bucket, source, order_id, item, count() AS n
    FROM (${sold}) GROUP BY goal, bucket, source, order_id, item`;
  return `${row('sum(back)', 'sum(n)')}
    FROM (${lines}) AS sold LEFT JOIN (${laterSql(part)}) AS later USING (source, order_id, item)
    GROUP BY goal, bucket`;
}

/** What came back of each line of an order, whenever that was. */
function laterSql(part: Of<'cohort'>): string {
  return `SELECT source, order_id, ${LINE} AS item, sum(${partValue(part)}) AS back
    FROM fact_${part.fact} FINAL WHERE ${conditionsSql(part.fact, part.later, part.local)}
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

/** The facts that a part counts. */
function counted(part: FromFacts, { facts, bucket }: FromFactsQuery, columns: string): string {
  return `SELECT goal, ${bucket} AS bucket, ${columns} FROM ${facts} WHERE ${partFilter(part)}`;
}
