import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Metric } from '../../schemas/metric.ts';
import { metrics as builtIn } from '../../schemas/metrics/registry.ts';
import type { Problem } from '../config/problem.ts';

/**
 * What all figures and baselines so far stand on: the days and the money of the business, and the
 * definitions of its own metrics. Kept in topic `goals` under the key `basis`.
 */
export const basisSchema = z.object({
  /** IANA name. */
  timezone: z.string(),
  /** ISO 4217. */
  currency: z.string(),
  /** Of each own metric the version and a digest of what it counts. */
  metrics: z.record(z.string(), z.object({ version: z.int(), digest: z.string() })),
});

export type Basis = z.infer<typeof basisSchema>;

interface Grounds {
  readonly config: { readonly business: { readonly timezone: string; readonly currency: string } };
  readonly metrics: ReadonlyMap<string, Metric>;
}

/** The basis of a project as its files are now. */
export function basisOf({ config, metrics }: Grounds): Basis {
  const { timezone, currency } = config.business;
  const own = [...metrics.values()].filter(({ id }) => !builtIn.has(id));
  return {
    timezone,
    currency,
    metrics: Object.fromEntries(
      own.map((metric) => [metric.id, { version: metric.version, digest: digestOf(metric) }]),
    ),
  };
}

/** What is counted, without words; rules of the project's file are none of the definition. */
function digestOf({ kind, unit, scale, share, parts }: Metric): string {
  const counted = parts.map((part) => ({ ...part, local: undefined }));
  const text = JSON.stringify([kind, unit, scale ?? 1, share ?? false, counted]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What must not change under figures that stand. Pure. */
export function basisProblems(known: Basis, now: Basis, dataDir: string): readonly Problem[] {
  const file = 'goalstream.yaml';
  const changed = (['timezone', 'currency'] as const).filter((key) => known[key] !== now[key]);
  return [
    ...changed.map((key) => ({
      file,
      path: `business.${key}`,
      message: `is ${now[key]}, and all that stands was counted by ${known[key]}: figures of both would be mixed`,
      mend: `write ${known[key]} again; or begin again: move ${dataDir} out of the way (with Kafka or a ClickHouse server of your own: new topics, a new database) and sync`,
    })),
    ...Object.entries(now.metrics).flatMap(([id, metric]) => {
      const before = Object.hasOwn(known.metrics, id) ? known.metrics[id] : undefined;
      if (before === undefined || before.digest === metric.digest) return [];
      if (metric.version > before.version) return [];
      return [
        {
          file: 'metrics',
          path: id,
          message: `is defined in another way under the same version ${metric.version}: baselines and figures of both definitions would be mixed`,
          mend: `write version: ${before.version + 1}, or the old definition again`,
        },
      ];
    }),
  ];
}

/** The basis to keep: metrics that are in no file any more stay known. Undefined where nothing is new. */
export function renewedBasis(known: Basis | undefined, now: Basis): Basis | undefined {
  const metrics = { ...known?.metrics, ...now.metrics };
  const basis = { ...now, metrics };
  return known !== undefined && sameBasis(known, basis) ? undefined : basis;
}

function sameBasis(a: Basis, b: Basis): boolean {
  const text = ({ timezone, currency, metrics }: Basis) =>
    JSON.stringify([timezone, currency, Object.entries(metrics).toSorted(byName)]);
  return text(a) === text(b);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
