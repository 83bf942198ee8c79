import { dayNumber } from '../../../schemas/calendar.ts';
import type { Days } from '../../attainment/calendar.ts';

/** What a part came to on a local day: micros for a sum, whole numbers × 10⁶ for a count. */
export interface PartDay {
  readonly day: string;
  readonly value: bigint;
  readonly facts: number;
}

/** A part day by day, added up over any days at once. Pure. */
export class DailySums {
  readonly #first: number;
  /** Sums of all days before each day. */
  readonly #values: bigint[] = [0n];
  readonly #facts: number[] = [0];

  /** @param days in any order; a day that is not named has nothing. */
  constructor(days: readonly PartDay[]) {
    const byDay = new Map(days.map((one) => [dayNumber(one.day), one]));
    const numbers = [...byDay.keys()].toSorted((a, b) => a - b);
    this.#first = numbers[0] ?? 0;
    const last = numbers.at(-1) ?? this.#first - 1;
    for (let day = this.#first; day <= last; day++) {
      const { value = 0n, facts = 0 } = byDay.get(day) ?? {};
      this.#values.push((this.#values.at(-1) ?? 0n) + value);
      this.#facts.push((this.#facts.at(-1) ?? 0) + facts);
    }
  }

  /** Over local days, both ends included. */
  over({ start, end }: Days): { readonly value: bigint; readonly facts: number } {
    const from = this.#place(dayNumber(start));
    const to = this.#place(dayNumber(end) + 1);
    return {
      value: (this.#values[to] ?? 0n) - (this.#values[from] ?? 0n),
      facts: (this.#facts[to] ?? 0) - (this.#facts[from] ?? 0),
    };
  }

  #place(day: number): number {
    return Math.min(Math.max(day - this.#first, 0), this.#values.length - 1);
  }
}
