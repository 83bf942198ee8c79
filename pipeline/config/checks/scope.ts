import type { Dimension } from '../../../schemas/dimensions.ts';
import { FACT_DIMENSIONS } from '../../../schemas/facts.ts';
import type { Goal, Scope } from '../../../schemas/goals.ts';
import type { Metric } from '../../../schemas/metric.ts';
import { dimensionsOfMetric, factTypesOf } from '../../../schemas/metrics/parts-of.ts';
import { dimensionsOf, ScopeTooWideError, toClauses } from '../../attribution/scope.ts';
import type { Finding } from '../finding.ts';
import type { Surroundings } from './surroundings.ts';

/** A scope by what the metric's facts lack, one that nothing can meet, or one that costs too much. */
export function checkScope(goal: Goal, { metrics }: Surroundings): readonly Finding[] {
  if (goal.scope === undefined) return [];
  const findings: Finding[] = [];
  const metric = metrics.get(goal.metric);
  for (const type of metric === undefined ? [] : factTypesOf(metric)) {
    for (const dimension of dimensionsOf(goal.scope)) {
      if (!FACT_DIMENSIONS[type].includes(dimension)) findings.push(lacking(goal, type, dimension));
    }
  }
  for (const dimension of findings.length > 0 ? [] : dimensionsOf(goal.scope)) {
    if (metric !== undefined && !dimensionsOfMetric(metric).includes(dimension)) {
      findings.push(notOffered(metric, dimension));
    }
  }
  return [...findings, ...checkContradiction(goal.scope), ...checkWidth(goal.scope)];
}

function checkWidth(scope: Scope): readonly Finding[] {
  try {
    toClauses(scope);
    return [];
  } catch (error) {
    if (!(error instanceof ScopeTooWideError)) throw error;
    return [
      {
        path: ['scope'],
        message: error.message.split('; ')[0] ?? '',
        mend: 'use { dimension, in: [...] } instead of many any and all',
      },
    ];
  }
}

function lacking(goal: Goal, type: keyof typeof FACT_DIMENSIONS, dimension: Dimension): Finding {
  return {
    path: ['scope'],
    message: `${goal.metric} is made of ${type} facts, which have no ${dimension}`,
    mend: `scope it by ${FACT_DIMENSIONS[type].join(', ')}`,
  };
}

function notOffered(metric: Metric, dimension: Dimension): Finding {
  return {
    path: ['scope'],
    message: `${metric.id} is not to be scoped by ${dimension}: its definition leaves it out`,
    mend: `scope it by ${dimensionsOfMetric(metric).join(', ')}`,
  };
}

/** One dimension can't have two values at once. */
function checkContradiction(scope: Scope): readonly Finding[] {
  if (!('all' in scope)) return [];
  const values = new Map<Dimension, string>();
  for (const part of scope.all) {
    if (!('equals' in part)) continue;
    const other = values.get(part.dimension);
    if (other !== undefined && other !== part.equals) {
      return [
        {
          path: ['scope', 'all'],
          message: `${part.dimension} can’t be ${other} and ${part.equals} at once`,
          mend: `write { dimension: ${part.dimension}, in: [${other}, ${part.equals}] }`,
        },
      ];
    }
    values.set(part.dimension, part.equals);
  }
  return [];
}
