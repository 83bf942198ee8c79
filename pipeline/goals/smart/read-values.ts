import type { Dimension } from '../../../schemas/dimensions.ts';
import type { FactType } from '../../../schemas/facts.ts';
import type { Touch } from '../../../schemas/goals.ts';
import { valuesSql } from '../../attainment/scope-sql.ts';
import { literal } from '../../metrics/literal.ts';
import type { Store } from '../../store/store.ts';
import type { AskedValue, KnownValues } from './scope-values.ts';

/** Values that are compared with what was asked for. */
const FREQUENT = 10_000;

const LONG_QUERIES = { settings: { max_query_size: '16000000' } };

/** Where values are looked up. */
export interface ValuePlace {
  readonly type: FactType;
  readonly dimension: Dimension;
  readonly touch: Touch;
}

/** Counts the latest facts by a dimension's values; rare values are looked up where they are asked for. */
export async function readValues(
  store: Store,
  place: ValuePlace,
  asked: readonly AskedValue[],
): Promise<KnownValues> {
  const frequent = await readFrequent(store, place);
  const known = (one: AskedValue): number => countOf(frequent, one);
  const missing = asked.filter((one) => known(one) === 0);
  if (missing.length === 0 || frequent.size < FREQUENT) return { frequent, count: known };
  const counts = await readCounts(store, place, missing);
  return {
    frequent,
    count: (one) => known(one) || (counts.get(keyOf(one)) ?? 0),
  };
}

function countOf(frequent: ReadonlyMap<string, number>, { kind, value }: AskedValue): number {
  if (kind === 'equals') return frequent.get(value) ?? 0;
  let count = 0;
  for (const [name, facts] of frequent) if (name.startsWith(value)) count += facts;
  return count;
}

async function readFrequent(
  store: Store,
  { type, dimension, touch }: ValuePlace,
): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query<{ value: string; facts: string }>(
    `SELECT arrayJoin(${valuesSql(dimension, type, touch)}) AS value, toString(count()) AS facts
     FROM fact_${type} FINAL GROUP BY value HAVING value != ''
     ORDER BY count() DESC, value LIMIT ${FREQUENT}`,
  );
  return new Map(rows.map(({ value, facts }) => [value, Number(facts)]));
}

async function readCounts(
  store: Store,
  { type, dimension, touch }: ValuePlace,
  asked: readonly AskedValue[],
): Promise<ReadonlyMap<string, number>> {
  const tests = asked.map(({ kind, value }) =>
    kind === 'equals' ? `value = ${literal(value)}` : `startsWith(value, ${literal(value)})`,
  );
  const counts = tests.map((test) => `toString(countIf(${test}))`).join(', ');
  const [row] = await store.query<{ counts: readonly string[] }>(
    `SELECT [${counts}] AS counts
     FROM (SELECT arrayJoin(${valuesSql(dimension, type, touch)}) AS value FROM fact_${type} FINAL)`,
    {},
    LONG_QUERIES,
  );
  return new Map(asked.map((one, index) => [keyOf(one), Number(row?.counts[index] ?? 0)]));
}

function keyOf({ kind, value }: AskedValue): string {
  return `${kind} ${value}`;
}
