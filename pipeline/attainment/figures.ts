import { ONE, parseDecimal } from '../../schemas/decimal.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { isFromFacts, type FromFacts } from '../../schemas/metrics/parts-of.ts';
import { daysOver, factsOver, judgingParts } from '../metrics/due.ts';
import { factsOfCounters, fromFactsSql } from '../metrics/from-facts-sql.ts';
import { literal } from '../metrics/literal.ts';
import type { Store } from '../store/store.ts';
import { hasPeriods, periodsOf, type Days } from './calendar.ts';
import type { Measured } from './measured.ts';

/** What goal_daily says, by counter (goal or remainder) and part. */
export interface Figures {
  /** Over the counter's whole life. */
  whole(counter: string, metric: Metric): Measured;
  /** Over one period of a maintain or relative goal, by its first day. */
  period(goal: string, start: string, metric: Metric): Measured;
  /** Over the whole days so far of a goal's first period, while a change is measured in it. */
  running(goal: string, metric: Metric): Measured;
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

/** Which days figures are read of. */
export interface FigureDays {
  /** The last local day that counts; absent: today. Facts dated later count for nothing. */
  readonly through?: string | undefined;
  /** The first local date that is not over. */
  readonly today: string;
}

/**
 * Reads the figures of all goals: two statements, and one for each goal with periods. Distinct
 * counts are merged by the engine, never added; what days don't tell is worked out from the facts.
 */
export async function readFigures(
  store: Store,
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
  { through, today }: FigureDays,
): Promise<Figures> {
  const last = through ?? today;
  const until = `day <= toDate(${literal(last)})`;
  const over = daysOver(judgingParts(metrics.values()), today);
  const asked = { goals, metrics, over, today, last };
  const [whole, days, periods, running] = await Promise.all([
    Promise.all([
      readKept(store, `''`, `${until} AND ${over}`),
      readFromFacts(store, asked, `''`, until),
    ]),
    read(store, asked, 'toString(day)', until),
    readPeriods(store, asked, until),
    readRunning(store, asked, until),
  ]);
  const wholes = index(whole.flat(), ({ goal }) => goal);
  const byDay = index(days, ({ goal, bucket }) => `${goal} ${bucket}`);
  const byPeriod = index(periods, ({ goal, bucket }) => `${goal} ${bucket}`);
  const sofar = index(running, ({ goal }) => goal);
  const daysOf = Map.groupBy(days, ({ goal }) => goal);
  return {
    whole: (counter, metric) => measure(wholes, counter, metric),
    period: (goal, start, metric) => measure(byPeriod, `${goal} ${start}`, metric),
    running: (goal, metric) => measure(sofar, goal, metric),
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

interface Asked {
  readonly goals: readonly Goal[];
  readonly metrics: ReadonlyMap<string, Metric>;
  /** Which rows of goal_daily speak of days that are over, where they have to. */
  readonly over: string;
  /** The first local date that is not over. */
  readonly today: string;
  /** The last local day that counts. */
  readonly last: string;
}

/** The figures of goals, by bucket, over the days that a condition holds of. */
async function read(store: Store, asked: Asked, bucket: string, days: string): Promise<Row[]> {
  if (asked.goals.length === 0) return [];
  const rows = await Promise.all([
    readKept(store, bucket, `${goalCondition(asked.goals)} AND ${days} AND ${asked.over}`),
    readFromFacts(store, asked, bucket, days),
  ]);
  return rows.flat();
}

/** What can only be told from all facts of a bucket at once. */
async function readFromFacts(
  store: Store,
  { goals, metrics, today, last }: Asked,
  bucket: string,
  condition: string,
): Promise<Row[]> {
  const counters = new Map<FromFacts, string[]>();
  for (const { id, metric } of goals) {
    for (const part of metrics.get(metric)?.parts ?? []) {
      if (isFromFacts(part)) counters.set(part, [...(counters.get(part) ?? []), id]);
    }
  }
  const statements = [...counters].map(([part, ids]) =>
    fromFactsSql(part, {
      facts: factsOfCounters(part, ids, `${condition} AND ${factsOver(part, today)}`),
      bucket,
      through: last,
    }),
  );
  const rows: Row[][] = [];
  for (const sql of statements) rows.push(await store.query<Row>(sql));
  return rows.flat();
}

function readKept(store: Store, bucket: string, condition: string): Promise<Row[]> {
  return store.query<Row>(
    `SELECT goal, part, ${bucket} AS bucket, toString(sum(value)) AS value,
            toString(sum(facts)) AS facts, toString(uniqExactMerge(uniq)) AS distinct
     FROM goal_daily FINAL WHERE ${condition} GROUP BY goal, part, bucket`,
    {},
    { settings: { max_query_size: '16000000' } },
  );
}

/** A day's period is found from the list of period starts: the last one not after the day. */
async function readPeriods(
  store: Store,
  { goals, ...asked }: Asked,
  until: string,
): Promise<readonly Row[]> {
  const rows = await Promise.all(
    goals.filter(hasPeriods).map((goal) => {
      const starts = periodsOf(goal.window, goal.every).map(({ start }) => literal(start));
      const bucket = `arrayLast(start -> start <= toString(day), [${starts.join(', ')}])`;
      return read(store, { goals: [goal], ...asked }, bucket, until);
    }),
  );
  return rows.flat();
}

async function readRunning(
  store: Store,
  { goals, ...asked }: Asked,
  until: string,
): Promise<readonly Row[]> {
  const { today } = asked;
  const running = goals.filter((goal) => {
    const first = changing(goal);
    return first !== undefined && today > first.start && today <= first.end;
  });
  const whole = `day < toDate(${literal(today)})`;
  return read(store, { goals: running, ...asked }, `''`, `${whole} AND ${until}`);
}

/** The first days that a change is measured over. */
function changing(goal: Goal): Days | undefined {
  if (goal.type === 'relative') return periodsOf(goal.window, goal.every)[0];
  return goal.type === 'increase' || goal.type === 'decrease' ? goal.window : undefined;
}

function index(rows: readonly Row[], key: (row: Row) => string): Cells {
  const cells = new Map<string, Map<string, Cell>>();
  for (const row of rows) {
    const parts = cells.get(key(row)) ?? new Map<string, Cell>();
    cells.set(key(row), parts);
    parts.set(row.part, {
      value: parseDecimal(row.value) ?? 0n,
      distinct: BigInt(row.distinct) * ONE,
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
