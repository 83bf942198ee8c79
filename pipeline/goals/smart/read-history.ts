import { parseDecimal } from '../../../schemas/decimal.ts';
import { FACT_TYPES, type FactType } from '../../../schemas/facts.ts';
import type { Scope, Touch } from '../../../schemas/goals.ts';
import type { Part } from '../../../schemas/metric.ts';
import type { Days } from '../../attainment/calendar.ts';
import { statement, valueWithin } from '../../attainment/scope-statement.ts';
import { scopeSql } from '../../attainment/scope-sql.ts';
import { literal } from '../../metrics/literal.ts';
import { partFilter } from '../../metrics/part-sql.ts';
import type { Store } from '../../store/store.ts';
import { DailySums } from './daily-sums.ts';

const LONG_QUERIES = { settings: { max_query_size: '16000000' } };
/** Series read by one statement: they share the reading of the facts. */
const AT_ONCE = 50;

/** A part over the facts of a scope, attributed or not. */
export interface Series {
  readonly part: Part;
  readonly scope: Scope | undefined;
  readonly touch: Touch;
  /** The last local day of what is looked for beyond the days, such as returns; absent: any. */
  readonly through?: string;
}

/** A part's value over some days, in micros, and the facts that made it. */
export interface PartOver {
  readonly value: bigint;
  readonly facts: number;
}

/**
 * The first and last local day, up to today, that facts of each type stand on; types without facts
 * are absent.
 */
export async function readFactDays(
  store: Store,
  today: string,
): Promise<ReadonlyMap<FactType, Days>> {
  const selects = FACT_TYPES.map(
    (type) =>
      `SELECT ${literal(type)} AS type, toString(min(day)) AS start, toString(max(day)) AS end,
       toString(count()) AS facts FROM fact_${type} AS f FINAL WHERE f.day <= toDate(${literal(today)})`,
  );
  const rows = await store.query<{ type: FactType; start: string; end: string; facts: string }>(
    selects.join(' UNION ALL '),
  );
  return new Map(
    rows.flatMap(({ type, start, end, facts }) => (facts === '0' ? [] : [[type, { start, end }]])),
  );
}

/** Sums and counts day by day, of many series at once; in the order of the series. */
export async function readDailySums(
  store: Store,
  type: FactType,
  series: readonly Series[],
): Promise<readonly DailySums[]> {
  const found: DailySums[] = [];
  for (let at = 0; at < series.length; at += AT_ONCE) {
    found.push(...(await readSome(store, type, series.slice(at, at + AT_ONCE))));
  }
  return found;
}

async function readSome(
  store: Store,
  type: FactType,
  series: readonly Series[],
): Promise<readonly DailySums[]> {
  const inputs = series.map(
    (one, n) => `(${conditionOf(type, one)}) AS f${n}, ${valueOf(one)} AS v${n}`,
  );
  const list = (value: (n: number) => string): string =>
    `[${series.map((_, n) => `toString(${value(n)})`).join(', ')}]`;
  const rows = await store.query<{
    d: string;
    amounts: readonly string[];
    counts: readonly string[];
  }>(
    `SELECT toString(day) AS d, ${list((n) => `sumIf(v${n}, f${n})`)} AS amounts,
       ${list((n) => `countIf(f${n})`)} AS counts
     FROM (SELECT day, ${inputs.join(', ')} FROM fact_${type} FINAL) GROUP BY day`,
    {},
    LONG_QUERIES,
  );
  return series.map(
    (_, n) =>
      new DailySums(
        rows.map(({ d, amounts, counts }) => ({
          day: d,
          value: parseDecimal(amounts[n] ?? '0') ?? 0n,
          facts: Number(counts[n] ?? 0),
        })),
      ),
  );
}

function conditionOf(type: FactType, { part, scope, touch }: Series): string {
  return `(${partFilter(part)}) AND (${scopeSql(scope, type, touch).condition})`;
}

function valueOf({ part, scope, touch }: Series): string {
  return part.aggregate === 'sum'
    ? valueWithin(part, scopeSql(scope, part.fact, touch))
    : 'toDecimal128(1, 6)';
}

/**
 * Any part over each of some stretches of days, in their order: for parts whose days don't add up. A
 * fact is looked at once for each stretch that its day lies in.
 */
export async function readSpans(
  store: Store,
  { part, through, ...scope }: Series,
  spans: readonly Days[],
): Promise<readonly PartOver[]> {
  const starts = spans.map(({ start }) => start);
  const ends = spans.map(({ end }) => end);
  const days = { start: starts.toSorted()[0] ?? '', end: ends.toSorted().at(-1) ?? '' };
  const each = `AS looked INNER JOIN (SELECT span, addDays(first, gone) AS day
      FROM (SELECT arrayJoin(arrayZip(range(1, ${spans.length + 1}), ${dates(starts)}, ${dates(ends)})) AS one,
        one.1 AS span, one.2 AS first, one.3 AS last)
      ARRAY JOIN range(toUInt32(last - first) + 1) AS gone) AS stretches USING (day)`;
  const sql = statement(part, { scopes: [scope], through }, days, {
    each,
    bucket: 'toString(span)',
  });
  const rows = await store.query<Row>(sql, {}, LONG_QUERIES);
  const found = new Map(rows.map((row) => [Number(row.bucket), row]));
  return spans.map((_, n) => {
    const { value = '0', facts = '0' } = found.get(n + 1) ?? {};
    return { value: parseDecimal(value) ?? 0n, facts: Number(facts) };
  });
}

interface Row {
  readonly bucket: string;
  readonly value: string;
  readonly facts: string;
}

function dates(days: readonly string[]): string {
  return `[${days.map((day) => `toDate(${literal(day)})`).join(', ')}]`;
}
