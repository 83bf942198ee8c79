import { parseDecimal } from '../../schemas/decimal.ts';
import type { Scope, Touch } from '../../schemas/goals.ts';
import type { Metric, Part } from '../../schemas/metric.ts';
import { isFromFacts, type FromFacts } from '../../schemas/metrics/parts-of.ts';
import { fromFactsSql } from '../metrics/from-facts-sql.ts';
import { literal } from '../metrics/literal.ts';
import { partFilter, partIdentity, partValue } from '../metrics/part-sql.ts';
import { sharedValue } from '../metrics/share-sql.ts';
import type { Store } from '../store/store.ts';
import type { Days } from './calendar.ts';
import type { Measured } from './measured.ts';
import { scopeSql, type ScopeSql } from './scope-sql.ts';

/** What is measured: the facts of a scope, by a touch model. */
export interface ScopeMeasure {
  readonly metric: Metric;
  readonly scope: Scope | undefined;
  readonly touch: Touch;
  /** The last local day of what is looked for beyond the asked days, such as returns; absent: any. */
  readonly through?: string;
}

const NOTHING = { value: '0', facts: '0' };

/** What a metric comes to over the facts of a scope on some days, from the facts themselves. */
export async function measureScope(
  store: Store,
  measure: ScopeMeasure,
  days: Days,
): Promise<Measured> {
  const rows = await Promise.all(
    measure.metric.parts.map(async (part) => {
      const [row = NOTHING] = await store.query<typeof NOTHING>(
        statement(part, measure, days, { each: '', bucket: `''` }),
      );
      return row;
    }),
  );
  return measuredOf(rows);
}

/**
 * The same after the first of the days, after two, and so on. A fact is counted for each day from
 * its own on, so that distinct counts come out right.
 */
export async function measureToDate(
  store: Store,
  measure: ScopeMeasure,
  days: Days,
  count: number,
): Promise<readonly Measured[]> {
  const first = `toDate(${literal(days.start)})`;
  const each = `ARRAY JOIN range(toUInt32(day - ${first}) + 1, ${count + 1}) AS days_gone`;
  const sums = { each, bucket: 'toString(days_gone)' };
  const parts = await Promise.all(
    measure.metric.parts.map(async (part) => {
      const rows = await store.query<typeof NOTHING & { bucket: string }>(
        statement(part, measure, days, sums),
      );
      return new Map(rows.map((row) => [Number(row.bucket), row]));
    }),
  );
  return Array.from({ length: count }, (_, index) =>
    measuredOf(parts.map((byDay) => byDay.get(index + 1) ?? NOTHING)),
  );
}

/**
 * What a part comes to over the facts of a scope, as SQL: rows of bucket, value and facts, as text.
 * @param sums how the facts are put together: what follows FROM, and a text for each bucket.
 */
export function statement(
  part: Part,
  { scope, touch, through }: Omit<ScopeMeasure, 'metric'>,
  { start, end }: Days,
  { each, bucket }: { readonly each: string; readonly bucket: string },
): string {
  const sql = scopeSql(scope, part.fact, touch);
  const within = `day BETWEEN toDate(${literal(start)}) AND toDate(${literal(end)})`;
  const facts = (columns: string): string =>
    `(SELECT ${columns} FROM fact_${part.fact} FINAL WHERE ${within} AND (${sql.condition})) ${each}`;
  if (isFromFacts(part)) {
    return fromFactsSql(part, { facts: facts(`*, '' AS goal`), bucket, through });
  }
  return `SELECT ${bucket} AS bucket, toString(${totalOf(part, sql)}) AS value, toString(countIf(${partFilter(part)})) AS facts
    FROM ${facts('*')} GROUP BY bucket`;
}

function totalOf(part: Exclude<Part, FromFacts>, sql: ScopeSql): string {
  const filter = partFilter(part);
  switch (part.aggregate) {
    case 'count':
      return `countIf(${filter})`;
    case 'distinct':
      return `uniqExactIf(${partIdentity(part)}, ${filter})`;
    case 'sum':
      return `sumIf(${valueWithin(part, sql)}, ${filter})`;
  }
}

/** What a fact in a scope adds to a sum, as SQL: of a linear goal the parts of the touches it takes in. */
export function valueWithin(part: Part, { taken }: ScopeSql): string {
  const value = partValue(part);
  return taken === undefined ? value : sharedValue(value, taken.bits, taken.touches);
}

function measuredOf(rows: readonly (typeof NOTHING)[]): Measured {
  return {
    parts: rows.map(({ value }) => parseDecimal(value) ?? 0n),
    facts: Math.max(...rows.map(({ facts }) => Number(facts))),
  };
}
