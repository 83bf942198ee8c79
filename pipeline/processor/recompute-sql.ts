import {
  TOTAL,
  overlapMetric,
  unattributedMetric,
  unattributedOf,
} from '../attribution/allocate.ts';
import { literal, partFilter, partIdentity, partValue } from '../metrics/part-sql.ts';
import { partsOf } from '../../schemas/metrics/registry.ts';
import type { FactType } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric, Part } from '../../schemas/metric.ts';

/** Everything that counts each part, besides the total: goals and remainders. */
export function countersByPart(
  goals: readonly Goal[],
  metrics: ReadonlyMap<string, Metric>,
): ReadonlyMap<string, readonly string[]> {
  const parents = new Set(goals.map((goal) => goal.parent));
  const counters = new Map<string, Set<string>>();
  for (const goal of goals) {
    for (const part of metrics.get(goal.metric)?.parts ?? []) {
      const set = counters.get(part.id) ?? new Set();
      counters.set(part.id, set);
      set.add(goal.id).add(unattributedMetric(goal.metric)).add(overlapMetric(goal.metric));
      if (parents.has(goal.id)) set.add(unattributedOf(goal.id));
    }
  }
  return new Map([...counters].map(([part, set]) => [part, [...set].toSorted()]));
}

/**
 * One statement that makes the aggregates of some days anew from the facts' latest versions, all
 * goals at once. What stood in goal_daily before and is no more becomes zero. The version is the
 * engine's clock at the statement's start, and always greater than those it replaces: of two
 * recomputes the one that saw later facts wins.
 */
export function recomputeSql(
  type: FactType,
  days: readonly string[],
  counters: ReadonlyMap<string, readonly string[]>,
): string {
  const parts = partsOf(type);
  const dayList = days.map((day) => `toDate(${literal(day)})`).join(', ');
  const partList = parts.map((part) => literal(part.id)).join(', ');
  const stored = `FROM goal_daily WHERE day IN (${dayList}) AND part IN (${partList})`;
  return `INSERT INTO goal_daily (goal, part, day, value, facts, uniq, version)
WITH (SELECT greatest(toUInt64(toUnixTimestamp64Micro(now64(6))), max(version) + 1) ${stored}) AS next
SELECT goal, part, day, sum(value), sum(facts), uniqExactMergeState(uniq), next
FROM (
  SELECT goal, entry.1 AS part, day, entry.2 AS value, entry.3 AS facts, entry.4 AS uniq
  FROM (
    SELECT day, goal, ${parts.map(partColumns).join(', ')}
    FROM (SELECT * FROM fact_${type} FINAL WHERE day IN (${dayList}))
    ARRAY JOIN arrayConcat(goals, [${literal(TOTAL)}]) AS goal
    GROUP BY day, goal
  )
  ARRAY JOIN [${parts.map((_, index) => entry(parts, index)).join(', ')}] AS entry
  WHERE goal = ${literal(TOTAL)}${parts.map((part) => wanted(part, counters)).join('')}
  UNION ALL
  SELECT DISTINCT goal, part, day, toDecimal128(0, 6), toUInt64(0), arrayReduce('uniqExactState', CAST([], 'Array(String)'))
  ${stored}
)
GROUP BY goal, part, day`;
}

function partColumns(part: Part, index: number): string {
  const filter = partFilter(part);
  return [
    `sumIf(${partValue(part)}, ${filter}) AS v${index}`,
    `countIf(${filter}) AS n${index}`,
    ...(part.aggregate === 'distinct'
      ? [`uniqExactStateIf(${partIdentity(part)}, ${filter}) AS u${index}`]
      : []),
  ].join(', ');
}

function entry(parts: readonly Part[], index: number): string {
  const part = parts[index];
  if (part === undefined) return '';
  const state =
    part.aggregate === 'distinct'
      ? `u${index}`
      : `arrayReduce('uniqExactState', CAST([], 'Array(String)'))`;
  const value =
    part.aggregate === 'count' ? `toDecimal128(n${index}, 6)` : `toDecimal128(v${index}, 6)`;
  return `(${literal(part.id)}, ${value}, toUInt64(n${index}), ${state})`;
}

function wanted(part: Part, counters: ReadonlyMap<string, readonly string[]>): string {
  const goals = counters.get(part.id);
  if (goals === undefined) return '';
  return ` OR (part = ${literal(part.id)} AND goal IN (${goals.map(literal).join(', ')}))`;
}
