import {
  overlapMetric,
  overlapOf,
  TOTAL,
  unattributedMetric,
  unattributedOf,
} from '../attribution/allocate.ts';
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
 * Reads the figures of some goals, what their remainders and children come to over their whole life,
 * and the totals of metrics: a few statements, and one for each way of cutting windows into periods.
 * Distinct counts are merged by the engine, never added; what days don't tell is worked out from the
 * facts. Statements grow with the goals: of many goals, ask for some hundred at a time.
 * @param family all goals in force, among which children are looked for; absent: the goals themselves.
 */
export async function readFigures(
  store: Store,
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
  { through, today }: FigureDays,
  family: readonly Goal[] = goals,
): Promise<Figures> {
  const last = through ?? today;
  const until = `day <= toDate(${literal(last)})`;
  const over = daysOver(judgingParts(metrics.values()), today);
  const asked = { goals, metrics, over, today, last };
  const [whole, days, periods, running] = await Promise.all([
    Promise.all([
      readWhole(store, countersOf(goals, family, metrics), `${until} AND ${over}`),
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

/** The sums of all counters over their whole life, of parts that metrics of sums are made of. */
export async function readSums(
  store: Store,
  metrics: ReadonlyMap<string, Metric>,
  { through, today }: FigureDays,
): Promise<Pick<Figures, 'whole'>> {
  const sums = [...metrics.values()].filter(({ kind }) => kind === 'sum');
  const parts = new Set(sums.flatMap((metric) => metric.parts.map(({ id }) => id)));
  const over = daysOver(judgingParts(metrics.values()), today);
  const rows = await store.query<Row>(
    `SELECT goal, part, '' AS bucket, toString(sum(value)) AS value,
            toString(sum(facts)) AS facts, '0' AS distinct
     FROM goal_daily FINAL WHERE part IN (${[...parts].map(literal).join(', ')})
       AND day <= toDate(${literal(through ?? today)}) AND ${over} GROUP BY goal, part`,
  );
  const cells = index(rows, ({ goal }) => goal);
  return { whole: (counter, metric) => measure(cells, counter, metric) };
}

function counterCondition(counters: readonly string[]): string {
  return `goal IN (${counters.map(literal).join(', ')})`;
}

function goalCondition(goals: readonly Goal[]): string {
  return counterCondition(goals.map(({ id }) => id));
}

/** What is asked of whole lives: goals, their remainders and children, and the totals. */
function countersOf(
  goals: readonly Goal[],
  family: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
): readonly string[] {
  const ids = new Set(goals.map(({ id }) => id));
  const own = [...ids].flatMap((id) => [id, unattributedOf(id), overlapOf(id)]);
  const children = family.filter(({ parent }) => parent !== undefined && ids.has(parent));
  const totals = [...metrics.keys()].flatMap((id) => [unattributedMetric(id), overlapMetric(id)]);
  return [...new Set([...own, ...children.map(({ id }) => id), TOTAL, ...totals])];
}

/** Counters of one statement. */
const COUNTERS_AT_ONCE = 1_000;

async function readWhole(
  store: Store,
  counters: readonly string[],
  condition: string,
): Promise<Row[]> {
  const rows: Row[][] = [];
  for (let from = 0; from < counters.length; from += COUNTERS_AT_ONCE) {
    const some = counterCondition(counters.slice(from, from + COUNTERS_AT_ONCE));
    rows.push(await readKept(store, `''`, `${some} AND ${condition}`));
  }
  return rows.flat();
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
  const alike = Map.groupBy(goals.filter(hasPeriods), (goal) =>
    periodsOf(goal.window, goal.every)
      .map(({ start }) => literal(start))
      .join(', '),
  );
  const rows: Row[][] = [];
  for (const [starts, own] of alike) {
    const bucket = `arrayLast(start -> start <= toString(day), [${starts}])`;
    rows.push(await read(store, { goals: own, ...asked }, bucket, until));
  }
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
