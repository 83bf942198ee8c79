import { parseDecimal } from '../../schemas/decimal.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { FromFacts } from '../../schemas/metrics/parts-of.ts';
import { columnOf } from './columns.ts';
import { cameBackSql } from './came-back-sql.ts';
import { identityOf } from './identity-sql.ts';
import { literal } from './literal.ts';
import { partFilter, partIdentity, partValue, timesKnownBy } from './part-sql.ts';

/** Which facts are looked at, and how they are put together. */
export interface FromFactsQuery {
  /** Rows of a fact table's columns and `goal`, as what may follow FROM; a fact stands once for each goal. */
  readonly facts: string;
  /** A text, as SQL, by which a goal's facts are put together: one figure for each. */
  readonly bucket: string;
  /** The last local day of what is looked for beyond the facts' own day: returns, deliveries; absent: any. */
  readonly through?: string | undefined;
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
  const other = identityOf(part.by, columnOf(part.fact, part.by).name, part.local);
  const facts = counted(part, query, `${partIdentity(part)} AS one, ${other} AS other`);
  return `${row(`countIf(others >= ${part.atLeast})`, 'sum(n)')}
    FROM (SELECT goal, bucket, one, uniqExact(other) AS others, count() AS n FROM (${facts}) GROUP BY goal, bucket, one)
    GROUP BY goal, bucket`;
}

function cohortSql(part: Of<'cohort'>, query: FromFactsQuery, row: Row): string {
  const sold = counted(part, query, 'source, stream, id');
  return `${row('sum(back)', 'count()')}
    FROM (${sold}) AS sold LEFT JOIN (${cameBackSql(part, query.through)}) AS back USING (source, stream, id)
    GROUP BY goal, bucket`;
}

/**
 * The entries of which something came back as rows of source, stream, id and back: they add up to
 * the cohort's figure.
 */
export function cohortEntriesSql(part: Of<'cohort'>, query: FromFactsQuery): string {
  const sold = counted(part, query, 'source, stream, id');
  return `SELECT DISTINCT toString(source) AS source, toString(stream) AS stream, id, toString(back) AS back
    FROM (${sold}) AS sold INNER JOIN (${cameBackSql(part, query.through)}) AS back USING (source, stream, id)`;
}

/** The facts that a part counts. */
function counted(part: FromFacts, query: FromFactsQuery, columns: string): string {
  const { facts, bucket, through } = query;
  const known = through === undefined ? '1' : timesKnownBy(part, through);
  const filter = known === '1' ? partFilter(part) : `${partFilter(part)} AND ${known}`;
  return `SELECT goal, ${bucket} AS bucket, ${columns} FROM ${facts} WHERE ${filter}`;
}
