import type { Metric, Part } from '../../schemas/metric.ts';
import { nearest } from './problem.ts';

interface Refusal {
  readonly message: string;
  readonly mend: string;
}

/** The parts that metrics may share. One id has one definition. */
export class PartBook {
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly #parts = new Map<string, Part>();

  constructor(metrics: ReadonlyMap<string, Metric>) {
    this.metrics = metrics;
    for (const metric of metrics.values()) for (const part of metric.parts) this.add(part);
  }

  /** Adds a part that is written out; says why where its id is taken by another definition. */
  add(part: Part): Refusal | undefined {
    const known = this.#parts.get(part.id);
    if (known !== undefined && JSON.stringify(sorted(known)) !== JSON.stringify(sorted(part))) {
      return {
        message: `there is another part ${part.id} with another definition`,
        mend: `give this one its own id, or write { part: ${part.id} } to use that one`,
      };
    }
    this.#parts.set(part.id, known ?? part);
    return undefined;
  }

  /** The part of an id; or why there is none, where it names a metric that can't be a part. */
  find(id: string): { readonly part: Part } | Refusal {
    const part = this.#parts.get(id);
    if (part !== undefined) return { part };
    const metric = this.metrics.get(id);
    if (metric !== undefined) return noPart(metric);
    const near = nearest(id, this.#parts.keys());
    const mend =
      near === undefined
        ? 'goalstream metrics list shows the parts that there are'
        : `write ${near}`;
    return { message: `there is no part ${id}`, mend };
  }
}

/** Why a metric can't be a part of another. */
export function noPart({ id, kind, parts }: Metric): Refusal {
  const own = parts.map((part) => part.id).join(' and ');
  const why = {
    ratio: 'rates must not be added or averaged: each day’s stands for another number of facts',
    mean: 'averages must not be averaged: each day’s stands for another number of facts',
    distinct: 'distinct counts must not be added: who comes on two days would count twice',
    percentile: 'there is no percentile of percentiles: it takes the values themselves',
    sum: 'a metric is made of parts, not of metrics',
  }[kind];
  return {
    message: `${id} is a metric of kind ${kind}, and ${why}`,
    mend: `use what it is made of: ${own}`,
  };
}

/** With its keys in one order, so that two ways of writing are equal. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, of]) => [key, sorted(of)]));
}
