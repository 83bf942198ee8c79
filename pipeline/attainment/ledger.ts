import { formatDecimal, parseDecimal } from '../../schemas/decimal.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { LedgerPage } from '../../schemas/ledger.ts';
import type { Metric, Part } from '../../schemas/metric.ts';
import { isFromFacts } from '../../schemas/metrics/parts-of.ts';
import { TOTAL } from '../attribution/allocate.ts';
import { describeScope } from '../attribution/scope.ts';
import { literal } from '../metrics/literal.ts';
import { factsOver } from '../metrics/due.ts';
import { partFilter, partIdentity, partValue, timesKnownBy } from '../metrics/part-sql.ts';
import { factsOfCounters, fromFactsSql } from '../metrics/from-facts-sql.ts';
import { timesCounted, valueOfCounter } from '../metrics/share-sql.ts';
import type { Store } from '../store/store.ts';
import { stateOn, type AgreedGoal } from './agreed.ts';
import { readCameBack, type CameBack } from './cohort-entries.ts';
import { decodeCursor, encodeCursor } from './ledger-cursor.ts';
import type { DayValue } from './owners.ts';

/** Which part of a ledger: local days, both ends included. */
export interface LedgerRange {
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  /** The first local date that is not over: promises for it and later ones are not judged. */
  readonly today: string;
  /** The `next` of the page before. */
  readonly after?: string;
  /** One order's alone: its number, or its name with or without #. */
  readonly order?: string;
}

interface Row {
  day: string;
  at: string;
  type: FactType;
  source: string;
  stream: string;
  id: string;
  version: string;
  values: string[];
  order_id: string;
  order_name: string;
  product: string;
  country: string;
}

/**
 * One page of the facts that a counter (a goal, a remainder or the total) counted, by day and
 * identity, with what each added to the metric's parts; and the totals over the whole range.
 * Distinct parts add 1 for each fact that carries the identity; their total is the distinct count.
 * A percentile's entries have the value they are ranked by, and the total is the percentile.
 */
export async function readLedger(
  store: Store,
  counter: string,
  goal: AgreedGoal | undefined,
  metric: Metric,
  range: LedgerRange,
): Promise<LedgerPage> {
  const after = range.after === undefined ? undefined : decodeCursor(range.after);
  const rows = await store.query<Row>(
    `SELECT * FROM (${unionOf(metric, (type) => entries(type, metric, counter, range, after, range.limit + 1))})
     ORDER BY day, source, stream, id, type LIMIT ${range.limit + 1}`,
  );
  const page = rows.slice(0, range.limit);
  const last = page.at(-1);
  const cameBack = await readCameBack(store, metric, counter, {
    days: `1${rangeCondition(range)}`,
    through: range.today,
  });
  return {
    goal: counter,
    entries: page.map((row) => entryOf(row, goal, metric, cameBack)),
    totals: await totalsOf(store, counter, metric, range),
    ...(rows.length > range.limit && last !== undefined ? { next: encodeCursor(last) } : {}),
  };
}

function unionOf(metric: Metric, select: (type: FactType) => string): string {
  return [...new Set(metric.parts.map(({ fact }) => fact))].map(select).join(' UNION ALL ');
}

function entries(
  type: FactType,
  metric: Metric,
  counter: string,
  range: LedgerRange,
  after: readonly string[] | undefined,
  limit: number,
): string {
  const hasOrder = type !== 'traffic';
  const counted = metric.parts
    .filter(({ fact }) => fact === type)
    .map((part) => `(${countedBy(part, range)})`)
    .join(' OR ');
  const beyond =
    after === undefined
      ? ''
      : ` AND (toString(day), source, stream, id) > (${after.map(literal).join(', ')})`;
  return `SELECT toString(day) AS day, toString(toUnixTimestamp64Milli(occurred_at)) AS at, ${literal(type)} AS type,
      toString(source) AS source, toString(stream) AS stream, id, toString(version) AS version,
      [${metric.parts.map((part) => (part.fact === type ? entryValue(part, counter, range) : "'0'")).join(', ')}] AS values,
      ${hasOrder ? 'order_id' : "'' AS order_id"}, ${type === 'sale' ? 'order_name' : "'' AS order_name"}, toString(product) AS product, toString(country) AS country
    FROM fact_${type} AS f FINAL
    WHERE ${membership(counter)} AND (${counted})${rangeCondition(range)}${orderCondition(type, range)}${beyond}
    ORDER BY f.day, f.source, f.stream, f.id LIMIT ${limit}`;
}

function membership(counter: string): string {
  return counter === TOTAL ? '1' : `has(goals, ${literal(counter)})`;
}

function rangeCondition({ from, to }: LedgerRange): string {
  return [
    from === undefined ? '' : ` AND f.day >= toDate(${literal(from)})`,
    to === undefined ? '' : ` AND f.day <= toDate(${literal(to)})`,
  ].join('');
}

/** Orders are named in sales alone; what else happens to them has their number at the same source. */
function orderCondition(type: FactType, { order }: LedgerRange): string {
  if (order === undefined) return '';
  if (type === 'traffic') return ' AND 0';
  const names = [order, `#${order}`].map(literal).join(', ');
  return ` AND (f.order_id = ${literal(order)} OR (f.source, f.order_id) IN
    (SELECT source, order_id FROM fact_sale FINAL WHERE order_name IN (${names})))`;
}

/** Which facts a part counts, as SQL. */
function countedBy(part: Part, { today }: LedgerRange): string {
  return `${partFilter(part)} AND ${factsOver(part, today, 'f.day')} AND ${timesKnownBy(part, today)}`;
}

function entryValue(part: Part, counter: string, range: LedgerRange): string {
  return `toString(if(${countedBy(part, range)}, ${addedValue(part, counter)}, toDecimal128(0, 6)))`;
}

/** What a fact adds to a counter's part: its share of a sum, 1 for each time it is counted. */
function addedValue(part: Part, counter: string): string {
  if (part.aggregate === 'sum' && part.fact === 'sale' && counter !== TOTAL) {
    return valueOfCounter(partValue(part), counter);
  }
  const value = 'value' in part ? partValue(part) : 'toDecimal128(1, 6)';
  const adds = part.aggregate === 'sum' || part.aggregate === 'count';
  const once = counter === TOTAL || !adds;
  return once ? value : `${value} * ${timesCounted(counter)}`;
}

async function totalsOf(
  store: Store,
  counter: string,
  metric: Metric,
  range: LedgerRange,
): Promise<Record<string, string>> {
  const totals: Record<string, string> = {};
  for (const part of metric.parts) {
    const filter = countedBy(part, range);
    if (isFromFacts(part)) {
      const days = `${factsOver(part, range.today, 'f.day')}${rangeCondition(range)}${orderCondition(part.fact, range)}`;
      const facts = factsOfCounters(part, [counter], days);
      const sql = fromFactsSql(part, { facts, bucket: `''`, through: range.today });
      const [row] = await store.query<{ value: string }>(sql);
      totals[part.id] = plain(row?.value ?? '0');
      continue;
    }
    const total =
      part.aggregate === 'distinct'
        ? `uniqExactIf(${partIdentity(part)}, ${filter})`
        : `sumIf(${addedValue(part, counter)}, ${filter})`;
    const [row] = await store.query<{ total: string }>(
      `SELECT toString(${total}) AS total FROM fact_${part.fact} AS f FINAL
       WHERE ${membership(counter)}${rangeCondition(range)}${orderCondition(part.fact, range)}`,
    );
    totals[part.id] = plain(row?.total ?? '0');
  }
  return totals;
}

/** What a counter's only part came to on each day of a range, in micros; for sums. */
export async function readDays(
  store: Store,
  counter: string,
  { parts: [part] }: Metric,
  range: LedgerRange,
): Promise<readonly DayValue[]> {
  const rows = await store.query<{ date: string; total: string }>(
    `SELECT toString(day) AS date, toString(sumIf(${addedValue(part, counter)}, ${countedBy(part, range)})) AS total
     FROM fact_${part.fact} AS f FINAL
     WHERE ${membership(counter)}${rangeCondition(range)}${orderCondition(part.fact, range)} GROUP BY day ORDER BY day`,
  );
  return rows.map(({ date, total }) => ({ day: date, value: parseDecimal(total) ?? 0n }));
}

function entryOf(
  row: Row,
  goal: AgreedGoal | undefined,
  metric: Metric,
  cameBack: CameBack,
): LedgerPage['entries'][number] {
  const state = goal === undefined ? undefined : stateOn(goal, row.day);
  return {
    day: row.day,
    occurredAt: Number(row.at),
    source: row.source,
    stream: row.stream,
    id: row.id,
    version: Number(row.version),
    rule: state === undefined ? 'counted by no goal' : describeScope(state.goal.scope),
    ...(state?.n === undefined || state.from === undefined
      ? {}
      : { revision: { n: state.n, from: state.from } }),
    values: Object.fromEntries(
      metric.parts.map((part, index) => [
        part.id,
        plain(cameBack(part.id, row) ?? row.values[index] ?? '0'),
      ]),
    ),
    ...(row.order_id === '' ? {} : { orderId: row.order_id }),
    ...(row.order_name === '' ? {} : { orderName: row.order_name }),
    ...(row.product === '' ? {} : { product: row.product }),
    ...(row.country === '' ? {} : { country: row.country }),
  };
}

function plain(decimal: string): string {
  return formatDecimal(parseDecimal(decimal) ?? 0n);
}
