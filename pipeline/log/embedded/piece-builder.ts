import type { Row } from './partition-table.ts';
import { packHeaders, type Fetched, type FetchedRange } from './protocol.ts';

/** Gathers rows of partitions as columns, up to a number of records and about a number of characters. */
export class PieceBuilder {
  readonly #max: number;
  #chars: number;
  readonly #ranges: FetchedRange[] = [];
  readonly #keys: string[] = [];
  readonly #values: (string | null)[] = [];
  readonly #headers: (string | null)[] = [];
  readonly #offsets: number[] = [];
  readonly #timestamps: number[] = [];

  constructor(max: number, chars: number) {
    this.#max = max;
    this.#chars = chars;
  }

  get full(): boolean {
    return this.room <= 0 || this.#chars <= 0;
  }

  get empty(): boolean {
    return this.#keys.length === 0;
  }

  /** Records that still fit. */
  get room(): number {
    return this.#max - this.#keys.length;
  }

  /** Characters that still fit. */
  get chars(): number {
    return this.#chars;
  }

  /**
   * Adds what was read of a partition for the room and characters there were.
   * @returns where to go on: after the last row, or at `end` where there was nothing more below it.
   */
  add(partition: number, rows: readonly Row[], end: number): number {
    const { room } = this;
    for (const [offset, key, value, headers, timestamp] of rows) {
      this.#offsets.push(offset);
      this.#keys.push(key);
      this.#values.push(value);
      this.#headers.push(headers);
      this.#timestamps.push(timestamp);
      this.#chars -= key.length + (value?.length ?? 0);
    }
    const last = rows.at(-1);
    const exhausted = last === undefined || (rows.length < room && this.#chars > 0);
    const next = exhausted ? end : last[0] + 1;
    this.#ranges.push({ partition, count: rows.length, next });
    return next;
  }

  build(): Fetched {
    const headers = packHeaders(this.#headers);
    return {
      ranges: this.#ranges,
      keys: this.#keys,
      values: this.#values,
      offsets: Float64Array.from(this.#offsets),
      timestamps: Float64Array.from(this.#timestamps),
      more: this.#chars <= 0,
      ...(headers !== undefined && { headers }),
    };
  }
}
