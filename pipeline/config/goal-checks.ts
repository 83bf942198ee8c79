import type { Dimension } from '../../schemas/dimensions.ts';
import { FACT_DIMENSIONS } from '../../schemas/facts.ts';
import type { Goal } from '../../schemas/goals.ts';
import type { Metric } from '../../schemas/metric.ts';
import { factTypesOf } from '../../schemas/metrics/parts-of.ts';
import { dimensionsOf, ScopeTooWideError, toClauses } from '../attribution/scope.ts';
import { nearest } from './problem.ts';

/** A finding on one field of a goal. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly mend: string;
}

export interface Surroundings {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly owners: ReadonlySet<string>;
  readonly goals: ReadonlyMap<string, Goal>;
}

/** What is wrong with a goal beyond its shape: names that don't exist, impossible windows, scopes and trees. */
export function checkGoal(goal: Goal, around: Surroundings): readonly Finding[] {
  return [
    ...checkMetric(goal, around),
    ...checkOwner(goal, around),
    ...checkWindow(goal),
    ...checkTarget(goal),
    ...checkScope(goal, around),
    ...checkParent(goal, around),
  ];
}

function checkMetric({ metric }: Goal, { metrics }: Surroundings): readonly Finding[] {
  if (metrics.has(metric)) return [];
  const near = nearest(metric, metrics.keys());
  const mend =
    near === undefined ? `write one of ${[...metrics.keys()].join(', ')}` : `write ${near}`;
  return [{ path: ['metric'], message: `there is no metric ${metric}`, mend }];
}

function checkOwner(goal: Goal, { owners }: Surroundings): readonly Finding[] {
  const owner = goal.owners.find((one) => !owners.has(one.owner))?.owner;
  if (owner === undefined) return [];
  const near = nearest(owner, owners);
  const mend =
    near === undefined
      ? `add { id: ${owner}, name: … } to owners`
      : `write ${near}, or add ${owner} to owners`;
  return [{ path: ['owner'], message: `there is no owner ${owner}`, mend }];
}

function checkWindow({ window }: Goal): readonly Finding[] {
  if (window.start <= window.end) return [];
  return [
    {
      path: ['window'],
      message: `ends on ${window.end}, before it starts on ${window.start}`,
      mend: 'exchange start and end',
    },
  ];
}

function checkTarget(goal: Goal): readonly Finding[] {
  if (goal.type === 'reach' && Number(goal.target) <= 0) {
    return [
      {
        path: ['target'],
        message: 'must be above 0 for type reach',
        mend: 'write a positive number, or use type maintain with a band',
      },
    ];
  }
  const baseline =
    'baseline' in goal && goal.baseline.kind === 'fixed' ? goal.baseline.value : undefined;
  if ((goal.type === 'increase' || goal.type === 'decrease') && baseline === goal.target) {
    return [
      {
        path: ['target'],
        message: 'is the same as the baseline',
        mend: 'write a target that differs from the baseline',
      },
    ];
  }
  const wrongWay =
    (goal.type === 'increase' && Number(goal.target) < Number(baseline)) ||
    (goal.type === 'decrease' && Number(goal.target) > Number(baseline));
  if (wrongWay) {
    const other = goal.type === 'increase' ? 'decrease' : 'increase';
    return [
      {
        path: ['target'],
        message: `lies on the wrong side of the baseline for type ${goal.type}`,
        mend: `use type ${other}, or correct the target`,
      },
    ];
  }
  if (
    goal.type === 'maintain' &&
    goal.band.min !== undefined &&
    goal.band.max !== undefined &&
    Number(goal.band.min) > Number(goal.band.max)
  ) {
    return [{ path: ['band'], message: 'has its min above its max', mend: 'exchange min and max' }];
  }
  return [];
}

function checkScope(goal: Goal, { metrics }: Surroundings): readonly Finding[] {
  if (goal.scope === undefined) return [];
  const findings: Finding[] = [];
  const metric = metrics.get(goal.metric);
  for (const type of metric === undefined ? [] : factTypesOf(metric)) {
    for (const dimension of dimensionsOf(goal.scope)) {
      if (!FACT_DIMENSIONS[type].includes(dimension)) findings.push(lacking(goal, type, dimension));
    }
  }
  try {
    toClauses(goal.scope);
  } catch (error) {
    if (!(error instanceof ScopeTooWideError)) throw error;
    findings.push({
      path: ['scope'],
      message: error.message.split('; ')[0] ?? '',
      mend: 'use { dimension, in: [...] } instead of many any and all',
    });
  }
  return findings;
}

function lacking(goal: Goal, type: keyof typeof FACT_DIMENSIONS, dimension: Dimension): Finding {
  return {
    path: ['scope'],
    message: `${goal.metric} is made of ${type} facts, which have no ${dimension}`,
    mend: `scope it by ${FACT_DIMENSIONS[type].join(', ')}`,
  };
}

function checkParent(goal: Goal, { goals }: Surroundings): readonly Finding[] {
  if (goal.parent === undefined) return [];
  const parent = goals.get(goal.parent);
  if (parent === undefined) {
    const near = nearest(goal.parent, goals.keys());
    const mend =
      near === undefined ? 'write the id of a goal, or take parent out' : `write ${near}`;
    return [{ path: ['parent'], message: `there is no goal ${goal.parent}`, mend }];
  }
  if (isCircular(goal, goals)) {
    return [
      {
        path: ['parent'],
        message: 'goes round in a circle',
        mend: 'take parent out of one of these goals',
      },
    ];
  }
  if (parent.metric !== goal.metric) {
    return [
      {
        path: ['parent'],
        message: `measures ${parent.metric}, and this goal ${goal.metric}: they don't add up`,
        mend: 'use one metric for both, or take parent out',
      },
    ];
  }
  if (goal.window.start < parent.window.start || goal.window.end > parent.window.end) {
    return [
      {
        path: ['window'],
        message: `reaches beyond that of its parent ${parent.id} (${parent.window.start} to ${parent.window.end})`,
        mend: 'keep it inside, or take parent out',
      },
    ];
  }
  return [];
}

function isCircular(goal: Goal, goals: ReadonlyMap<string, Goal>): boolean {
  const seen = new Set<string>();
  let at: Goal | undefined = goal;
  while (at !== undefined) {
    if (seen.has(at.id)) return true;
    seen.add(at.id);
    at = at.parent === undefined ? undefined : goals.get(at.parent);
  }
  return false;
}
