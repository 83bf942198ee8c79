import { parseDecimal } from '../schemas/decimal.ts';
import { MEASURES, type FactType } from '../schemas/facts.ts';
import type { DayTotals, FactRecord } from './connector.ts';

/** Adds facts up by day and currency, for the totals of a source. Its memory grows with the days only. */
export class DaySums {
  readonly #measures: readonly string[];
  readonly #days = new Map<string, { facts: number; sums: Record<string, bigint> }>();

  constructor(type: FactType) {
    this.#measures = MEASURES[type];
  }

  add(fact: FactRecord): void {
    const values: Readonly<Record<string, unknown>> = { ...fact };
    const { currency } = values;
    const key = `${fact.day}${typeof currency === 'string' ? currency : ''}`;
    const known = this.#days.get(key) ?? { facts: 0, sums: {} };
    this.#days.set(key, known);
    known.facts += 1;
    for (const measure of this.#measures) {
      const value = values[measure];
      if (typeof value !== 'string' && typeof value !== 'number') continue;
      known.sums[measure] = (known.sums[measure] ?? 0n) + (parseDecimal(String(value)) ?? 0n);
    }
  }

  *[Symbol.iterator](): Generator<DayTotals> {
    for (const [key, { facts, sums }] of this.#days) {
      const currency = key.slice(10);
      yield { day: key.slice(0, 10), ...(currency === '' ? {} : { currency }), facts, sums };
    }
  }
}
