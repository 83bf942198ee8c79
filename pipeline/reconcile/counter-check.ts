import type { Part } from '../../schemas/metric.ts';
import { addsUp } from '../../schemas/metrics/parts-of.ts';
import { TOTAL } from '../attribution/allocate.ts';
import { literal } from '../metrics/literal.ts';
import { partFilter, partIdentity, partValue } from '../metrics/part-sql.ts';
import { SHARE_LIST, sharedValue, TOUCH_COUNT } from '../metrics/share-sql.ts';
import { isWithin, withinSql, type CounterRange } from '../processor/counter-ranges.ts';
import type { Store } from '../store/store.ts';
import { dayCondition, type DayRange, type Findings, type Found } from './findings.ts';

/** A part of metrics, and everything that counts it besides the total. */
export interface PartCounters {
  readonly part: Part;
  /** The names that are compared, and those of them that count the part. */
  readonly range: Pick<CounterRange, 'from' | 'until'>;
  readonly counters: readonly string[];
  /** Whether a goal gets only some touches of a sale. */
  readonly splits: boolean;
}

interface Compared {
  counter: string;
  figures: string;
  differences: string;
  /** Day, then of facts and of goal_daily each: value, facts, distinct. */
  listed: [day: string, ...figures: string[]][];
}

const LISTED_OF_EACH = 1_000;
const MEASURES = ['sum', 'facts', 'distinct'];
const SETTINGS = { max_query_size: '16000000', join_use_nulls: 0 };

/**
 * Compares what every counter adds up to in goal_daily with what the facts come to that have it
 * among their goals: by day, and for distinct counts also over the whole range, where days must not
 * be added. `ledger` takes the goals' sums and counts, `aggregates` everything else.
 */
export async function checkCounters(
  store: Store,
  asked: PartCounters,
  goals: ReadonlySet<string>,
  range: DayRange,
  { ledger, aggregates }: { readonly ledger: Findings; readonly aggregates: Findings },
): Promise<void> {
  const distinct = asked.part.aggregate === 'distinct';
  for (const byDay of distinct ? [true, false] : [true]) {
    const sql = comparison(asked, range, byDay);
    for (const row of await store.query<Compared>(sql, {}, { settings: SETTINGS })) {
      const findings = !distinct && goals.has(row.counter) ? ledger : aggregates;
      findings.compared(row.counter, Number(row.figures));
      const listed = row.listed.flatMap((entry) => differencesOf(row.counter, asked.part, entry));
      findings.found(
        [asked.part.fact],
        listed,
        Math.max(0, Number(row.differences) - row.listed.length),
      );
    }
  }
}

/** One row for each counter: how many days were compared, and those that differ. */
function comparison(asked: PartCounters, range: DayRange, byDay: boolean): string {
  const date = byDay ? 'toString(day)' : "''";
  const differ = 'a.value != b.value OR a.n != b.n OR a.distinct != b.distinct';
  const entry = `[date, ${['a', 'b'].map((side) => `toString(${side}.value), toString(${side}.n), toString(${side}.distinct)`).join(', ')}]`;
  return `SELECT counter, toString(count()) AS figures, toString(countIf(${differ})) AS differences,
    groupArrayIf(${LISTED_OF_EACH})(${entry}, ${differ}) AS listed
  FROM (${fromFacts(asked, range, date)}) AS a
  FULL OUTER JOIN (
    SELECT toString(goal) AS counter, ${date} AS date, sum(value) AS value, sum(facts) AS n,
      uniqExactMerge(uniq) AS distinct
    FROM goal_daily FINAL WHERE part = ${literal(asked.part.id)} AND ${dayCondition(range)}
      AND ${withinSql(asked.range, 'goal') ?? '1'}
    GROUP BY counter, date
  ) AS b USING (counter, date)
  GROUP BY counter`;
}

/** The same from the facts, each once for every time that a counter stands among its goals. */
function fromFacts(
  { part, range: names, counters, splits }: PartCounters,
  range: DayRange,
  date: string,
): string {
  const rows = `FROM fact_${part.fact} FINAL WHERE ${dayCondition(range)} AND ${partFilter(part)}`;
  const isTotal = addsUp(part) && isWithin(names, TOTAL);
  const total = `SELECT ${literal(TOTAL)} AS counter, ${sums(part, date, partValue(part))} ${rows}${isTotal ? '' : ' AND 0'} GROUP BY date`;
  if (counters.length === 0) return total;
  const isSplit = splits && part.fact === 'sale' && part.aggregate === 'sum';
  const value = isSplit ? sharedValue(partValue(part), 'share', TOUCH_COUNT) : partValue(part);
  return `SELECT toString(goal) AS counter, ${sums(part, date, value)}
    FROM (SELECT * ${rows}) ARRAY JOIN goals AS goal${isSplit ? `, ${SHARE_LIST} AS share` : ''}
    WHERE goal IN (${counters.map(literal).join(', ')}) GROUP BY counter, date
    ${isTotal ? `UNION ALL ${total}` : ''}`;
}

function sums(part: Part, date: string, sum: string): string {
  const count = `toDecimal128(${part.aggregate === 'count' ? 1 : 0}, 6)`;
  const value = part.aggregate === 'sum' ? sum : count;
  const isDistinct = part.aggregate === 'distinct';
  const distinct = isDistinct ? `uniqExact(${partIdentity(part)})` : 'toUInt64(0)';
  return `${date} AS date, sum(${value}) AS value, count() AS n, ${distinct} AS distinct`;
}

function differencesOf(
  subject: string,
  part: Part,
  [day, ...figures]: readonly [string, ...string[]],
): Found[] {
  return MEASURES.flatMap((measure, at) => {
    const [expected = '', found = ''] = [figures[at], figures[at + MEASURES.length]];
    if (expected === found) return [];
    const name = measure === 'sum' ? part.id : `${part.id}, ${measure}`;
    return [{ subject, measure: name, ...(day === '' ? {} : { day }), expected, found }];
  });
}
