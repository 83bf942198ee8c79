import { dayNumber } from '../../schemas/calendar.ts';
import { parseDecimal } from '../../schemas/decimal.ts';
import type { FrozenBaseline } from '../../schemas/goal-history.ts';
import type { Goal, Owner, Team } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { addsUp, isKept } from '../../schemas/metrics/parts-of.ts';
import type { AgreedGoal } from '../attainment/agreed.ts';
import { frozenPeriod } from '../attainment/baseline.ts';
import { leavesNothing } from '../attainment/way.ts';
import { ownersOf } from '../attainment/owners.ts';
import { judgingParts } from '../metrics/due.ts';
import { DefinitionBlock } from './definition-block.ts';
import type { Store } from './store.ts';

/** Goals of one block. */
const GOALS_PER_BLOCK = 2_000;

/**
 * Writes the goals of a local day beside the aggregates, so that BI tools can join them: with the
 * owner of the largest share on the day, and the frozen baseline of an increase or a decrease.
 * Goals go as blocks of rows, so that no statement grows with them; what this call did not write is
 * marked as removed.
 * @param version ms since the epoch: of two writers the later one stands.
 */
export async function writeDefinitions(
  store: Store,
  goals: readonly AgreedGoal[],
  owners: readonly (Owner | Team)[],
  day: string,
  metrics: ReadonlyMap<string, Metric>,
  version: number,
): Promise<void> {
  const names = new Map(owners.map(({ id, name }) => [id, name]));
  for (let from = 0; from < goals.length; from += GOALS_PER_BLOCK) {
    const some = goals.slice(from, from + GOALS_PER_BLOCK);
    const rows = new DefinitionBlock(some.length);
    for (const agreed of some) {
      const metric = metrics.get(agreed.goal.metric);
      const [owner] = ownersOf(agreed, day, names, undefined);
      if (metric === undefined || owner === undefined) continue;
      rows.add({
        ...definitionOf(agreed, metric),
        owner: owner.id,
        ownerName: owner.name,
        version,
      });
    }
    if (rows.block.rows > 0) await store.insert('goal_definition', rows.block);
    rows.block.release();
  }
  await store.command(
    `INSERT INTO goal_definition SELECT * REPLACE (1 AS removed, {version:UInt64} AS version)
     FROM goal_definition AS d FINAL WHERE d.removed = 0 AND d.version < {version:UInt64}`,
    { version },
  );
}

function definitionOf({ goal, baseline }: AgreedGoal, metric: Metric) {
  const [first, second] = metric.parts;
  const band = goal.type === 'maintain' ? goal.band : {};
  return {
    id: goal.id,
    title: goal.title,
    metric: metric.id,
    metricVersion: metric.version,
    kind: metric.kind,
    unit: metric.unit,
    direction: metric.direction,
    numerator: first.id,
    denominator: second?.id ?? '',
    scale: metric.scale ?? 1,
    quantile: first.aggregate === 'percentile' ? Number(first.quantile) : 0,
    kept: metric.parts.every(isKept),
    adds: metric.parts.every(addsUp),
    due: [...judgingParts([metric])],
    parent: goal.parent ?? '',
    type: goal.type,
    target: micros('target' in goal ? goal.target : undefined),
    baseline: micros(baselineText(goal, baseline)),
    bandMin: micros(band.min),
    bandMax: micros(band.max),
    starts: dayNumber(goal.window.start),
    ends: dayNumber(goal.window.end),
  };
}

/** Of an increase or a decrease, where it is not beyond the target; a relative goal has one for each period, which the API gives. */
function baselineText(goal: Goal, frozen: FrozenBaseline | undefined): string | undefined {
  if (goal.type !== 'increase' && goal.type !== 'decrease') return undefined;
  const { baseline, window } = goal;
  if (baseline.kind === 'fixed') return baseline.value;
  const value = frozenPeriod(frozen, window)?.value;
  return value === undefined || leavesNothing(goal, value) ? undefined : value;
}

function micros(decimal: string | undefined): bigint | undefined {
  return decimal === undefined ? undefined : parseDecimal(decimal);
}
