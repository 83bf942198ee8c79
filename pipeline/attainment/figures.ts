import { parseDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { isFromFacts, type FromFacts } from '../../schemas/metrics/parts-of.ts';
import { fromFactsSql } from '../metrics/from-facts-sql.ts';
import { literal } from '../metrics/part-sql.ts';
import type { Store } from '../store/store.ts';
import { periodsOf } from './calendar.ts';
import type { Measured } from './evaluate.ts';

/** What goal_daily says, by counter (goal or remainder) and part. */
export interface Figures {
  /** Over the counter's whole life. */
  whole(counter: string, metric: Metric): Measured;
  /** Over one period of a maintain goal, by its first day. */
  period(goal: string, start: string, metric: Metric): Measured;
  /** Day by day, ascending. */
  days(goal: string, metric: Metric): readonly { day: string; measured: Measured }[];
}

interface Row {
  goal: string;
  part: string;
  bucket: string;
  value: string;
  facts: string;
  distinct: string;
}

interface Cell {
  readonly value: bigint;
  readonly distinct: bigint;
  readonly facts: number;
}

type Cells = ReadonlyMap<string, ReadonlyMap<string, Cell>>;

const MICROS = 1_000_000n;

/**
 * Reads the figures of all goals. Distinct counts are merged by the engine, never added; what can
 * only be told from the facts of a window is worked out from them, bucket by bucket.
 */
export async function readFigures(
  store: Store,
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
): Promise<Figures> {
  const [whole, days, periods] = await Promise.all([
    readBoth(store, `''`, '1', goals, metrics),
    goals.length === 0
      ? []
      : readBoth(store, 'toString(day)', goalCondition(goals), goals, metrics),
    readPeriods(store, goals, metrics),
  ]);
  const wholes = index(whole, ({ goal }) => goal);
  const byDay = index(days, ({ goal, bucket }) => `${goal} ${bucket}`);
  const byPeriod = index(periods, ({ goal, bucket }) => `${goal} ${bucket}`);
  const daysOf = Map.groupBy(days, ({ goal }) => goal);
  return {
    whole: (counter, metric) => measure(wholes, counter, metric),
    period: (goal, start, metric) => measure(byPeriod, `${goal} ${start}`, metric),
    days: (goal, metric) =>
      [...new Set((daysOf.get(goal) ?? []).map(({ bucket }) => bucket))]
        .toSorted()
        .map((day) => ({ day, measured: measure(byDay, `${goal} ${day}`, metric) }))
        .filter(({ measured }) => measured.facts > 0),
  };
}

function goalCondition(goals: readonly Goal[]): string {
  return `goal IN (${goals.map(({ id }) => literal(id)).join(', ')})`;
}

function read(store: Store, bucket: string, condition: string): Promise<Row[]> {
  return store.query<Row>(
    `SELECT goal, part, ${bucket} AS bucket, toString(sum(value)) AS value,
            toString(sum(facts)) AS facts, toString(uniqExactMerge(uniq)) AS distinct
     FROM goal_daily FINAL WHERE ${condition} GROUP BY goal, part, bucket`,
    {},
    { settings: { max_query_size: '16000000' } },
  );
}

/** What is kept by day, and what is worked out from the facts. */
async function readBoth(
  store: Store,
  bucket: string,
  condition: string,
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
): Promise<Row[]> {
  const kept = await read(store, bucket, condition);
  const rows = [kept];
  for (const [part, counters] of partsFromFacts(goals, metrics)) {
    rows.push(await store.query<Row>(fromFactsSql(part, { counters, bucket })));
  }
  return rows.flat();
}

/** The parts that are worked out from facts, each with the goals that ask for it. */
function partsFromFacts(
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
): ReadonlyMap<FromFacts, readonly string[]> {
  const asked = new Map<FromFacts, string[]>();
  for (const { id, metric } of goals) {
    for (const part of metrics.get(metric)?.parts ?? []) {
      if (isFromFacts(part)) asked.set(part, [...(asked.get(part) ?? []), id]);
    }
  }
  return asked;
}

/** A day's period is found from the list of period starts: the last one not after the day. */
async function readPeriods(
  store: Store,
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
): Promise<Row[]> {
  const maintained = goals.filter((goal) => goal.type === 'maintain');
  const rows = await Promise.all(
    maintained.map((goal) => {
      const starts = periodsOf(goal.window, goal.every).map(({ start }) => literal(start));
      const bucket = `arrayLast(start -> start <= toString(day), [${starts.join(', ')}])`;
      return readBoth(store, bucket, `goal = ${literal(goal.id)}`, [goal], metrics);
    }),
  );
  return rows.flat();
}

function index(rows: readonly Row[], key: (row: Row) => string): Cells {
  const cells = new Map<string, Map<string, Cell>>();
  for (const row of rows) {
    const parts = cells.get(key(row)) ?? new Map<string, Cell>();
    cells.set(key(row), parts);
    parts.set(row.part, {
      value: parseDecimal(row.value) ?? 0n,
      distinct: BigInt(row.distinct) * MICROS,
      facts: Number(row.facts),
    });
  }
  return cells;
}

function measure(cells: Cells, key: string, metric: Metric): Measured {
  const parts = metric.parts.map((part) => ({ part, cell: cells.get(key)?.get(part.id) }));
  return {
    parts: parts.map(({ part, cell }) =>
      part.aggregate === 'distinct' ? (cell?.distinct ?? 0n) : (cell?.value ?? 0n),
    ),
    facts: Math.max(...parts.map(({ cell }) => cell?.facts ?? 0)),
  };
}
