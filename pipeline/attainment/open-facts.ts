import type { GoalAttainment } from '../../schemas/attainment.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric, Part } from '../../schemas/metric.ts';
import { literal } from '../metrics/literal.ts';
import { openFilter, type OpenDays } from '../metrics/open-sql.ts';
import type { Store } from '../store/store.ts';

/** What is open of a goal's facts, where its metric has such; by the goal's id. */
export type OpenFacts = ReadonlyMap<string, NonNullable<GoalAttainment['open']>>;

/**
 * Counts the facts of goals that are known and not in their figures because it is too early: one
 * statement for each part that has such. Of a ratio its denominator is asked.
 */
export async function readOpenFacts(
  store: Store,
  goals: readonly Pick<Goal, 'id' | 'metric'>[],
  metrics: ReadonlyMap<string, Metric>,
  days: OpenDays,
): Promise<OpenFacts> {
  const byPart = new Map<Part, string[]>();
  for (const { id, metric } of goals) {
    const part = metrics.get(metric)?.parts.findLast((one) => openFilter(one, days) !== undefined);
    if (part !== undefined) byPart.set(part, [...(byPart.get(part) ?? []), id]);
  }
  const found = new Map<string, NonNullable<GoalAttainment['open']>>();
  for (const [part, ids] of byPart) {
    const filter = openFilter(part, days);
    if (filter === undefined) continue;
    const asked = ids.map(literal).join(', ');
    const rows = await store.query<{ goal: string; facts: string }>(
      `SELECT toString(goal) AS goal, toString(uniqExact(source, stream, id)) AS facts
       FROM (SELECT source, stream, id, goals FROM fact_${part.fact} FINAL
         WHERE hasAny(goals, [${asked}]) AND ${filter.condition})
       ARRAY JOIN goals AS goal WHERE goal IN (${asked}) GROUP BY goal`,
    );
    for (const id of ids) found.set(id, { why: filter.why, facts: 0 });
    for (const { goal, facts } of rows) found.set(goal, { why: filter.why, facts: Number(facts) });
  }
  return found;
}
