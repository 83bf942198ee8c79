import { randomBytes } from 'node:crypto';
import type { GoalAttainment } from '../../schemas/attainment.ts';
import { FACT_TYPES } from '../../schemas/facts.ts';
import type { Metric } from '../../schemas/metric.ts';
import { factTypesOf } from '../../schemas/metrics/parts-of.ts';
import type { Counters } from '../processor/counters.ts';
import { recomputeStatements } from '../processor/recompute-sql.ts';
import type { Store } from '../store/store.ts';
import type { Findings, Found } from './findings.ts';

/** Evaluates all goals, as people see them, by the figures that a store gives. */
export type Evaluated = (store: Store) => Promise<readonly GoalAttainment[]>;

/** What answers read figures from. */
const FIGURES = 'goal_daily FINAL';
/** Days are compared one by one elsewhere. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['daily']);
const SHOWN = 200;
/** Days of one statement. */
const DAYS = 100;

/**
 * Compares every goal's figure and verdict as they are shown with those that its facts give: the days
 * of all goals are made once more from the facts, in a table that lives as long, and the goals are
 * evaluated by these.
 */
export async function checkVerdicts(
  store: Store,
  evaluated: Evaluated,
  counters: Counters,
  metrics: ReadonlyMap<string, Metric>,
  findings: Findings,
): Promise<void> {
  const shown = await evaluated(store);
  const made = `verdict_check_${randomBytes(6).toString('hex')}`;
  try {
    await makeDays(store, counters, made);
    const right = await evaluated(readingFrom(store, made));
    const byId = new Map(right.map((goal) => [goal.id, goal]));
    for (const goal of shown) {
      const metric = metrics.get(goal.metric.id);
      findings.compared(goal.id, valuesOf(goal).size);
      const differ = differencesOf(goal.id, valuesOf(byId.get(goal.id) ?? {}), valuesOf(goal));
      findings.found(metric === undefined ? [] : [...factTypesOf(metric)], differ);
    }
  } finally {
    await store.command(`DROP TABLE IF EXISTS ${made}`);
  }
}

async function makeDays(store: Store, counters: Counters, table: string): Promise<void> {
  await store.command(
    `CREATE TABLE ${table} AS goal_daily ENGINE = MergeTree ORDER BY (goal, part, day)
     COMMENT 'Days made from the facts to compare verdicts; may be dropped'`,
  );
  for (const type of FACT_TYPES) {
    if ((counters.parts.get(type) ?? []).length === 0) continue;
    const rows = await store.query<{ date: string }>(
      `SELECT DISTINCT toString(day) AS date FROM fact_${type} FINAL ORDER BY date`,
    );
    const days = rows.map(({ date }) => date);
    while (days.length > 0) {
      const some = [{ type, days: days.splice(0, DAYS) }];
      for (const sql of recomputeStatements(some, counters)) {
        await store.command(changed(sql, 'INSERT INTO goal_daily ', `INSERT INTO ${table} `));
      }
    }
  }
}

/** The same store with another table's figures. */
function readingFrom(store: Store, table: string): Store {
  return {
    query: (sql, ...rest) => store.query(sql.replaceAll(FIGURES, table), ...rest),
    stream: (sql, ...rest) => store.stream(sql.replaceAll(FIGURES, table), ...rest),
    command: (sql, ...rest) => store.command(sql, ...rest),
    insert: (...given) => store.insert(...given),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

/** @throws where the text is not as expected: then nothing would be compared. */
function changed(sql: string, from: string, to: string): string {
  if (!sql.startsWith(from)) throw new Error(`a recompute does not begin with ${from}`);
  return `${to}${sql.slice(from.length)}`;
}

/** A goal's figure, verdict and what they stand on, each as text. */
function valuesOf(goal: Partial<GoalAttainment>): ReadonlyMap<string, string> {
  const entries = Object.entries(goal).filter(([name]) => !NOT_COMPARED.has(name));
  return new Map(
    entries.map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function differencesOf(
  subject: string,
  right: ReadonlyMap<string, string>,
  shown: ReadonlyMap<string, string>,
): Found[] {
  const names = new Set([...right.keys(), ...shown.keys()]);
  return [...names].flatMap((measure) => {
    const [expected = 'none', found = 'none'] = [right.get(measure), shown.get(measure)];
    if (expected === found) return [];
    return [{ subject, measure, expected: expected.slice(0, SHOWN), found: found.slice(0, SHOWN) }];
  });
}
