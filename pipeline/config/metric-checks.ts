import type { Metric, Part } from '../../schemas/metric.ts';
import { dimensionsOfMetric, factTypesOf } from '../../schemas/metrics/parts-of.ts';
import { hasMoney } from '../metrics/part-sql.ts';
import type { Finding } from './finding.ts';
import { checkPart } from './part-checks.ts';

/**
 * What is wrong with a metric beyond its shape: unknown columns, and roll-ups that give wrong figures.
 * @param known metrics by id, to tell what a mistaken name means.
 * @param written which parts are written out in the metric; the others are checked where they are.
 */
export function checkMetric(
  metric: Metric,
  known: ReadonlyMap<string, Metric>,
  written: readonly boolean[],
): readonly Finding[] {
  const columns = metric.parts.flatMap((part, at) =>
    written[at] === true ? checkPart(part, known).map((finding) => inPart(finding, at)) : [],
  );
  if (columns.length > 0) return columns;
  return [...checkKind(metric), ...checkDimensions(metric), ...checkUnit(metric)];
}

function inPart(finding: Finding, at: number): Finding {
  return { ...finding, path: ['parts', at, ...finding.path] };
}

const WANTED = {
  sum: 'one part with aggregate sum or count',
  ratio: 'a numerator and a denominator',
  mean: 'a sum and a count of the same facts',
  distinct: 'one part with aggregate distinct or repeated',
  percentile: 'one part with aggregate percentile',
} as const;

function checkKind(metric: Metric): readonly Finding[] {
  const { kind, parts } = metric;
  const [first, second] = parts;
  const two = kind === 'ratio' || kind === 'mean';
  if (two !== (second !== undefined)) {
    const message = `has ${parts.length === 1 ? 'one part' : 'two parts'}, and kind ${kind} is made of ${WANTED[kind]}`;
    return [{ path: ['parts'], message, mend: `write ${WANTED[kind]}` }];
  }
  if (kind === 'mean' && second !== undefined) return checkMean(first, second);
  return parts.flatMap((part, at) => {
    const wrong = misfit(kind, part);
    return wrong === undefined ? [] : [{ path: ['parts', at], ...wrong }];
  });
}

type Wrong = Omit<Finding, 'path'>;

/** Why a part does not do in a metric of a kind. */
function misfit(kind: Metric['kind'], { id, aggregate }: Part): Wrong | undefined {
  if (kind === 'percentile') return aggregate === 'percentile' ? undefined : other(kind, id);
  if (aggregate === 'percentile') {
    const message = `${id} is a percentile, and there is no ${kind} of percentiles: that of a week doesn’t follow from those of its days`;
    return { message, mend: 'use kind percentile with this one part' };
  }
  if (kind === 'ratio') return undefined;
  if (kind === 'distinct') {
    return aggregate === 'distinct' || aggregate === 'repeated' ? undefined : other(kind, id);
  }
  if (aggregate === 'distinct' || aggregate === 'repeated') {
    const message = `${id} is a distinct count, and distinct counts must not be added: who comes on two days would count twice`;
    return { message, mend: 'use kind distinct, which merges what was counted' };
  }
  return aggregate === 'cohort' ? other(kind, id) : undefined;
}

function other(kind: Metric['kind'], id: string): Wrong {
  return { message: `${id} does not fit kind ${kind}`, mend: `write ${WANTED[kind]}` };
}

function checkMean(sum: Part, count: Part): readonly Finding[] {
  if (sum.aggregate !== 'sum' || count.aggregate !== 'count') {
    const message = 'is not a sum and a count, so that it is no mean';
    return [{ path: ['parts'], message, mend: 'write a sum and a count, or use kind ratio' }];
  }
  const same = JSON.stringify([sum.fact, sum.where]) === JSON.stringify([count.fact, count.where]);
  if (same) return [];
  const message = 'counts other facts than it adds up';
  return [
    {
      path: ['parts'],
      message,
      mend: 'give both parts the same fact and where, or use kind ratio',
    },
  ];
}

function checkDimensions(metric: Metric): readonly Finding[] {
  const common = dimensionsOfMetric({ parts: metric.parts });
  const types = [...factTypesOf(metric)].join(' and ');
  if (common.length === 0) {
    const message = `${types} facts have no dimension in common, so that no goal could be scoped`;
    return [{ path: ['parts'], message, mend: 'use parts that have one' }];
  }
  return (metric.dimensions ?? []).flatMap((name, at) =>
    common.includes(name)
      ? []
      : [
          {
            path: ['dimensions', at],
            message: `${types} facts don’t all have a ${name}`,
            mend: `write some of ${common.join(', ')}`,
          },
        ],
  );
}

function checkUnit({ unit, parts, kind, scale }: Metric): readonly Finding[] {
  const findings: Finding[] = [];
  if (unit === 'money' && !parts.some(hasMoney)) {
    const message = 'is money, and no part adds any';
    findings.push({ path: ['unit'], message, mend: 'write count, ratio, days or score' });
  }
  if (scale !== undefined && kind !== 'ratio' && kind !== 'mean') {
    const message = `scales a quotient, and kind ${kind} has none`;
    findings.push({ path: ['scale'], message, mend: 'take it out' });
  }
  return findings;
}
