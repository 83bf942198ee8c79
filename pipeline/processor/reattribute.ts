import type { Dimension } from '../../schemas/dimensions.ts';
import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import type { Rules } from '../attribution/attribute.ts';
import type { Log } from '../log/log.ts';
import { snakeCase } from '../metrics/columns.ts';
import { literal } from '../metrics/part-sql.ts';
import type { Store } from '../store/store.ts';
import type { Conversion } from '../fx/conversion.ts';
import { factColumns } from './fact-fields.ts';
import { markRecord } from './marks.ts';
import { foreignDays } from './rates.ts';
import { rememberDays, unmarkedDays, type DaysOfMonth } from './reattribution-days.ts';

export interface ReattributeContext {
  readonly store: Store;
  readonly log: Log;
  readonly rules: Rules;
  readonly revision: bigint;
  /** Absent: the factors of sales stay as they are. */
  readonly conversion?: Conversion;
  readonly onProgress?: (progress: { done: number; total: number }) => void;
}

interface BehindMonth extends DaysOfMonth {
  readonly facts: number;
  /** The factor that sales should have, as SQL; undefined where it stays as it is. */
  readonly fx: string | undefined;
}

/** Facts that the same counters count: their goals, and the days and dimension values they have. */
interface Group {
  readonly goals: readonly string[];
  readonly tuples: string[];
}

const SETTINGS = {
  max_query_size: '64000000',
  max_ast_elements: '5000000',
  max_expanded_ast_elements: '5000000',
};

/**
 * Attributes anew every fact that was attributed under other rules than the current ones, and gives
 * sales the factors that their days' rates make now. Rows are
 * written again under their own version, so that a newer version which arrives meanwhile wins, and
 * their days are marked dirty. Rules see only the day and the dimensions that scopes name, so each
 * distinct combination is matched once and the engine rewrites its rows. Returns how many facts it
 * went through.
 */
export async function reattribute(context: ReattributeContext): Promise<number> {
  for (const days of await unmarkedDays(context.store)) await mark(context, days);
  const behind = await findBehind(context);
  const total = behind.reduce((sum, { facts }) => sum + facts, 0);
  let done = 0;
  for (const month of behind) {
    await rememberDays(context.store, month, false);
    for (const group of await groupsOf(context, month)) await rewrite(context, month, group);
    await mark(context, month);
    done += month.facts;
    context.onProgress?.({ done, total });
  }
  return done;
}

/** Marks days dirty, durably, and then remembers that they are. */
async function mark({ store, log }: ReattributeContext, month: DaysOfMonth): Promise<void> {
  const { type, days } = month;
  await log.append(
    'marks',
    days.map((day) => markRecord({ type, day })),
  );
  await rememberDays(store, month, true);
}

async function findBehind(context: ReattributeContext): Promise<BehindMonth[]> {
  const { store, revision } = context;
  const months: BehindMonth[] = [];
  for (const type of FACT_TYPES.filter((name) => name !== 'rate')) {
    const condition = behindCondition(revision, await factorOf(context, type));
    const rows = await store.query<{ days: string[]; facts: string }>(
      `SELECT groupArray(toString(day)) AS days, toString(sum(n)) AS facts FROM (
         SELECT day, count() AS n FROM fact_${type} FINAL WHERE ${condition}
         GROUP BY day ORDER BY day
       ) GROUP BY toYYYYMM(day) ORDER BY toYYYYMM(day)`,
      {},
      { settings: SETTINGS },
    );
    for (const { days, facts } of rows) {
      const fx = await factorOf(context, type, dayCondition(days));
      months.push({ type, days, facts: Number(facts), fx });
    }
  }
  return months;
}

/** The factor that sales should have, as SQL, where any may differ from 1. */
async function factorOf(
  { store, conversion }: ReattributeContext,
  type: FactType,
  days?: string,
): Promise<string | undefined> {
  if (conversion === undefined || type !== 'sale') return undefined;
  const foreign = await foreignDays(store, conversion, days);
  return foreign.length === 0 ? undefined : conversion.sql(foreign);
}

/** Rows under other rules, or with another factor than their day's rates give. */
function behindCondition(revision: bigint, fx: string | undefined): string {
  return fx === undefined ? `rules != ${revision}` : `(rules != ${revision} OR fx != ${fx})`;
}

async function groupsOf(
  { store, rules, revision }: ReattributeContext,
  { type, days, fx }: BehindMonth,
): Promise<Iterable<Group>> {
  const dimensions = rules.dimensions(type);
  const rows = await store.query<Record<string, string>>(
    `SELECT DISTINCT ${keyColumns(dimensions).join(', ')} FROM fact_${type} FINAL
     WHERE ${dayCondition(days)} AND ${behindCondition(revision, fx)}`,
    {},
    { settings: SETTINGS },
  );
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const day = row['day'] ?? '';
    const values = dimensions.map((name) => row[snakeCase(name)] ?? '');
    const fact = { day, ...Object.fromEntries(dimensions.map((name, i) => [name, values[i]])) };
    const goals = rules.attribute(type, fact);
    const group = groups.get(goals.join()) ?? { goals, tuples: [] };
    group.tuples.push(`(${[day, ...values].map(literal).join(', ')})`);
    groups.set(goals.join(), group);
  }
  return groups.values();
}

async function rewrite(
  { store, rules, revision }: ReattributeContext,
  { type, days, fx }: BehindMonth,
  { goals, tuples }: Group,
): Promise<void> {
  const columns = factColumns(type);
  const replaced: Record<string, string> = {
    goals: `CAST([${goals.map(literal).join(', ')}], 'Array(LowCardinality(String))')`,
    rules: `toUInt64(${revision})`,
    ...(fx === undefined ? {} : { fx }),
  };
  const key = keyColumns(rules.dimensions(type)).join(', ');
  await store.command(
    `INSERT INTO fact_${type} (${columns.join(', ')})
     SELECT ${columns.map((name) => replaced[name] ?? name).join(', ')} FROM fact_${type} FINAL
     WHERE ${dayCondition(days)} AND ${behindCondition(revision, fx)} AND tuple(${key}) IN (${tuples.map((tuple) => `tuple${tuple}`).join(', ')})`,
    {},
    { settings: SETTINGS },
  );
}

function keyColumns(dimensions: readonly Dimension[]): readonly string[] {
  return ['day', ...dimensions.map(snakeCase)];
}

function dayCondition(days: readonly string[]): string {
  return `day IN (${days.map((day) => `toDate(${literal(day)})`).join(', ')})`;
}
