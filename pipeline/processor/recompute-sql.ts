import { TOTAL } from '../attribution/allocate.ts';
import { literal } from '../metrics/literal.ts';
import { mergedDigest, NO_DIGEST } from '../metrics/digest-sql.ts';
import { rowsInOneCurrency } from '../metrics/part-sql.ts';
import { SHARE_LIST, sharedValue, TOUCH_COUNT } from '../metrics/share-sql.ts';
import { addsUp } from '../../schemas/metrics/parts-of.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Part } from '../../schemas/metric.ts';
import { isWithin, rangesOf, withinSql, type CounterRange } from './counter-ranges.ts';
import type { Counters } from './counters.ts';
import {
  aggregates,
  inputColumns,
  inputsOf,
  namedInputs,
  NO_SET,
  rowsOfParts,
} from './part-aggregates.ts';
import { dayCondition } from './reattribution-days.ts';

/** Days of one fact type. */
export interface TypedDays {
  readonly type: FactType;
  readonly days: readonly string[];
}

/** The statements that make the aggregates of some days anew: one, but for very many goals. */
export function recomputeStatements(
  dirty: readonly TypedDays[],
  counters: Counters,
): readonly string[] {
  return rangesOf(counters).map((range) => recomputeSql(dirty, range));
}

/**
 * One statement that makes the aggregates of some days anew from the facts' latest versions, all
 * goals of a range at once. What stood in goal_daily before and is no more becomes zero. A row's version is the
 * engine's clock at the statement's start, and always greater than that of the row it replaces: of
 * two recomputes the one that saw later facts wins.
 *
 * A fact is repeated for each of its goals, so only the parts that goals use are carried there; the
 * totals of all parts that add up are made in a branch of their own. For few days the engine takes
 * longer to understand a statement than to do it, a millisecond for each thousand characters and
 * more for each look at a table: what is said once costs once.
 */
function recomputeSql(dirty: readonly TypedDays[], range: CounterRange): string {
  const { counters } = range;
  const all = dirty.map((some) => ({ ...some, parts: counters.parts.get(some.type) ?? [] }));
  const digests = all.some(({ parts }) => used(parts, counters).some(isPercentile));
  const branches = [
    storedSql(all, range, digests),
    ...all.flatMap((each) => branchesOf(each, range, digests)),
  ];
  return `INSERT INTO goal_daily (goal, part, day, value, facts, uniq${digests ? ', digest' : ''}, version)
SELECT goal, part, day, sum(value), sum(facts), uniqExactMergeState(uniq)${digests ? `, ${mergedDigest('digest')}` : ''},
  greatest(toUInt64(toUnixTimestamp64Micro(now64(6))), max(replaced) + 1)
FROM (
  ${branches.join('\n  UNION ALL\n  ')}
)
GROUP BY goal, part, day`;
}

interface DirtyParts extends TypedDays {
  /** All parts of the type's facts that are kept. */
  readonly parts: readonly Part[];
}

function used(parts: readonly Part[], counters: Counters): readonly Part[] {
  return parts.filter(({ id }) => counters.has(id));
}

function isPercentile({ aggregate }: Part): boolean {
  return aggregate === 'percentile';
}

/** A zero, and the version to be replaced, for all that stands there. */
function storedSql(all: readonly DirtyParts[], range: CounterRange, digests: boolean): string {
  const within = withinSql(range, 'goal');
  const days = all.map(storedCondition).join(' OR ');
  return `SELECT goal, part, day, toDecimal128(0, 6) AS value, toUInt64(0) AS facts, ${NO_SET} AS uniq${digests ? `, ${NO_DIGEST} AS digest` : ''}, version AS replaced
  FROM goal_daily WHERE ${within === undefined ? days : `${within} AND (${days})`}`;
}

function storedCondition({ days, parts }: DirtyParts): string {
  return `(${dayCondition(days)} AND part IN (${parts.map(({ id }) => literal(id)).join(', ')}))`;
}

/** What goals and remainders count, and the totals. */
function branchesOf(
  { type, days, parts }: DirtyParts,
  range: CounterRange,
  digests: boolean,
): readonly string[] {
  const { counters } = range;
  const rows = rowsInOneCurrency(type, dayCondition(days));
  const goals = used(parts, counters);
  const totals = isWithin(range, TOTAL) ? parts.filter(addsUp) : [];
  const split = counters.splits && type === 'sale';
  return [
    ...(goals.length === 0 ? [] : [goalsSql(goals, rows, range, split, digests)]),
    ...(totals.length === 0 ? [] : [totalsSql(totals, rows, digests)]),
  ];
}

function goalsSql(
  parts: readonly Part[],
  rows: string,
  range: CounterRange,
  split: boolean,
  digests: boolean,
): string {
  const { counters } = range;
  const within = withinSql(range, 'goal');
  const wanted = parts.map(({ id }) => `(part = ${literal(id)} AND ${counted(id, counters)})`);
  const sums = parts.flatMap((part, index) => {
    const { value, ...inputs } = namedInputs(part, index);
    const share = split && part.aggregate === 'sum';
    const amount = share ? sharedValue(value, 'share', 'touches') : value;
    return aggregates(part, index, { ...inputs, value: amount }, counted(part.id, counters));
  });
  const shares = split ? [`${SHARE_LIST} AS share_list`, `${TOUCH_COUNT} AS touches`] : [];
  const columns = ['day', 'goals', ...shares, ...parts.flatMap(inputColumns)];
  const groups = `
    SELECT day, goal, ${['count() AS n', ...sums].join(', ')}
    FROM (SELECT ${columns.join(', ')} FROM ${rows})
    ARRAY JOIN goals AS goal${split ? ', share_list AS share' : ''}${within === undefined ? '' : ` WHERE ${within}`}
    GROUP BY day, goal
  `;
  return `${rowsOfParts('goal', parts, digests, groups)}
  WHERE ${wanted.join(' OR ')}`;
}

function counted(part: string, counters: Counters): string {
  return `goal IN (${(counters.get(part) ?? []).map(literal).join(', ')})`;
}

function totalsSql(parts: readonly Part[], rows: string, digests: boolean): string {
  const sums = parts.flatMap((part, index) => aggregates(part, index, inputsOf(part), '1'));
  const groups = `SELECT day, ${['count() AS n', ...sums].join(', ')} FROM ${rows} GROUP BY day`;
  return rowsOfParts(`${literal(TOTAL)} AS goal`, parts, digests, groups);
}
