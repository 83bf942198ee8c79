import {
  TOTAL,
  overlapMetric,
  overlapOf,
  unattributedMetric,
  unattributedOf,
} from '../attribution/allocate.ts';
import type { Epoch } from '../attribution/epoch.ts';
import { literal } from '../metrics/literal.ts';
import { partFilter, partIdentity, partValue } from '../metrics/part-sql.ts';
import { digestState, mergedDigest, NO_DIGEST } from '../metrics/digest-sql.ts';
import { SHARE_LIST, sharedValue, TOUCH_COUNT } from '../metrics/share-sql.ts';
import { addsUp, isKept, partsOf } from '../../schemas/metrics/parts-of.ts';
import { FACT_TYPES, type FactType } from '../../schemas/facts.ts';
import type { Metric, Part } from '../../schemas/metric.ts';
import { dayCondition } from './reattribution-days.ts';

/** By part, everything that counts it besides the total: goals and remainders, of all epochs. */
export interface Counters extends ReadonlyMap<string, readonly string[]> {
  /** Whether a goal gets only some touches of a sale. */
  readonly splits: boolean;
  /** All parts that are kept by day, whether a goal counts them or not. */
  readonly parts: ReadonlyMap<FactType, readonly Part[]>;
}

/** What counts each part, in any epoch. */
export function countersByPart(
  epochs: readonly Epoch[],
  metrics: ReadonlyMap<string, Metric>,
): Counters {
  const counters = new Map<string, Set<string>>();
  for (const { goals } of epochs) {
    const parents = new Set(goals.map((goal) => goal.parent));
    for (const { id, metric } of goals) {
      const names = [id, unattributedMetric(metric), overlapMetric(metric)];
      if (parents.has(id)) names.push(unattributedOf(id), overlapOf(id));
      for (const part of metrics.get(metric)?.parts ?? []) {
        const set = counters.get(part.id) ?? new Set();
        counters.set(part.id, set);
        for (const name of names) set.add(name);
      }
    }
  }
  const splits = epochs.some(({ goals }) => goals.some(({ touch }) => touch === 'linear'));
  const sorted = [...counters].map(([part, set]) => [part, [...set].toSorted()] as const);
  const kept = (type: FactType) => partsOf(type, metrics).filter(isKept);
  const parts = new Map(FACT_TYPES.map((type) => [type, kept(type)]));
  return Object.assign(new Map(sorted), { splits, parts });
}

/** Days of one fact type. */
export interface TypedDays {
  readonly type: FactType;
  readonly days: readonly string[];
}

/**
 * One statement that makes the aggregates of some days anew from the facts' latest versions, all
 * goals at once. What stood in goal_daily before and is no more becomes zero. The version is the
 * engine's clock at the statement's start, and always greater than those it replaces: of two
 * recomputes the one that saw later facts wins.
 *
 * A fact is repeated for each of its goals, so only the parts that goals use are carried there; the
 * totals of all parts that add up are made in a branch of their own.
 */
export function recomputeSql(dirty: readonly TypedDays[], counters: Counters): string {
  const all = dirty.map((some) => ({ ...some, parts: counters.parts.get(some.type) ?? [] }));
  const digests = all.some(({ parts }) => used(parts, counters).some(isPercentile));
  const [column, merged] = digests ? [', digest', `, ${mergedDigest('digest')}`] : ['', ''];
  const stored = `FROM goal_daily WHERE ${all.map(storedCondition).join(' OR ')}`;
  const branches = all.flatMap((each) => branchesOf(each, counters, digests));
  return `INSERT INTO goal_daily (goal, part, day, value, facts, uniq${column}, version)
WITH (SELECT greatest(toUInt64(toUnixTimestamp64Micro(now64(6))), max(version) + 1) ${stored}) AS next
SELECT goal, part, day, sum(value), sum(facts), uniqExactMergeState(uniq)${merged}, next
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

function storedCondition({ days, parts }: DirtyParts): string {
  return `(${dayCondition(days)} AND part IN (${parts.map(({ id }) => literal(id)).join(', ')}))`;
}

/** Goals, totals, and zeros for all that stood there before. */
function branchesOf(dirty: DirtyParts, counters: Counters, digests: boolean): readonly string[] {
  const { type, days, parts } = dirty;
  const facts = `FROM fact_${type} FINAL WHERE ${dayCondition(days)}`;
  const goals = used(parts, counters);
  const totals = parts.filter(addsUp);
  const split = counters.splits && type === 'sale';
  const none = digests ? `, ${NO_DIGEST}` : '';
  return [
    ...(goals.length === 0 ? [] : [goalsSql(goals, facts, counters, split, digests)]),
    ...(totals.length === 0 ? [] : [totalsSql(totals, facts, digests)]),
    `SELECT DISTINCT goal, part, day, toDecimal128(0, 6), toUInt64(0), ${NO_SET}${none} FROM goal_daily WHERE ${storedCondition(dirty)}`,
  ];
}

const NO_SET = `arrayReduce('uniqExactState', CAST([], 'Array(String)'))`;

function goalsSql(
  parts: readonly Part[],
  facts: string,
  counters: Counters,
  split: boolean,
  digests: boolean,
): string {
  const wanted = parts.map(({ id }) => `(part = ${literal(id)} AND ${counted(id, counters)})`);
  const sums = parts.map((part, index) =>
    aggregates(part, index, counted(part.id, counters), split ? shareOf : wholeOf),
  );
  const shares = split ? `${SHARE_LIST} AS share_list, ${TOUCH_COUNT} AS touches, ` : '';
  return `SELECT goal, entry.1 AS part, day, entry.2 AS value, entry.3 AS facts, entry.4 AS uniq${digests ? ', entry.5 AS digest' : ''}
  FROM (
    SELECT day, goal, ${sums.join(', ')}
    FROM (SELECT day, goals, ${shares}${parts.map(inputs).join(', ')} ${facts})
    ARRAY JOIN goals AS goal${split ? ', share_list AS share' : ''}
    GROUP BY day, goal
  )
  ARRAY JOIN [${parts.map((part, index) => entry(part, index, digests)).join(', ')}] AS entry
  WHERE ${wanted.join(' OR ')}`;
}

function wholeOf(value: string): string {
  return value;
}

function shareOf(value: string): string {
  return sharedValue(value, 'share', 'touches');
}

function counted(part: string, counters: Counters): string {
  return `goal IN (${(counters.get(part) ?? []).map(literal).join(', ')})`;
}

function totalsSql(parts: readonly Part[], facts: string, digests: boolean): string {
  return `SELECT ${literal(TOTAL)} AS goal, entry.1 AS part, day, entry.2 AS value, entry.3 AS facts, entry.4 AS uniq${digests ? ', entry.5 AS digest' : ''}
  FROM (
    SELECT day, ${parts.map((part, index) => aggregates(part, index, '1', wholeOf)).join(', ')}
    FROM (SELECT day, ${parts.map(inputs).join(', ')} ${facts})
    GROUP BY day
  )
  ARRAY JOIN [${parts.map((part, index) => entry(part, index, digests)).join(', ')}] AS entry`;
}

/** What a part needs of a fact, worked out once a fact. */
function inputs(part: Part, index: number): string {
  const columns = [`${partFilter(part)} AS f${index}`];
  if ('value' in part) columns.push(`${partValue(part)} AS v${index}`);
  if (part.aggregate === 'distinct') columns.push(`${partIdentity(part)} AS i${index}`);
  return columns.join(', ');
}

/** A part's aggregates; a set is kept only where it is asked for, because it costs most. */
function aggregates(
  part: Part,
  index: number,
  asked: string,
  amount: (value: string) => string,
): string {
  const columns = [`countIf(f${index}) AS n${index}`];
  if (part.aggregate === 'sum')
    columns.push(`sumIf(${amount(`v${index}`)}, f${index}) AS s${index}`);
  if (part.aggregate === 'distinct') {
    columns.push(`uniqExactStateIf(i${index}, f${index} AND ${asked}) AS u${index}`);
  }
  if (part.aggregate === 'percentile') {
    columns.push(`${digestState(`v${index}`, `f${index} AND ${asked}`)} AS d${index}`);
  }
  return columns.join(', ');
}

function entry(part: Part, index: number, digests: boolean): string {
  const state = part.aggregate === 'distinct' ? `u${index}` : NO_SET;
  const value =
    part.aggregate === 'sum' ? `s${index}` : part.aggregate === 'count' ? `n${index}` : '0';
  const digest = part.aggregate === 'percentile' ? `d${index}` : NO_DIGEST;
  const states = digests ? `${state}, ${digest}` : state;
  return `(${literal(part.id)}, toDecimal128(${value}, 6), toUInt64(n${index}), ${states})`;
}
