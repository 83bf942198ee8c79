import type { StoredRecord } from '../log/log.ts';

/** Offsets by partition of the topic `marks`. */
export type MarkEnds = ReadonlyMap<number, number>;

/**
 * The days of one recompute and where the marks ended when it began. A mark is appended when its
 * facts are stored, so those below the ends ask for nothing more on these days.
 */
export class Covered {
  readonly #days: ReadonlySet<string>;
  readonly #ends: MarkEnds;

  constructor(records: Iterable<StoredRecord>, ends: MarkEnds) {
    this.#days = new Set([...records].map(({ key }) => key));
    this.#ends = ends;
  }

  /** The records whose days are still to be made anew. */
  open(records: Iterable<StoredRecord>): readonly StoredRecord[] {
    return [...records].filter(
      ({ key, partition, offset }) =>
        !this.#days.has(key) || offset >= (this.#ends.get(partition) ?? 0),
    );
  }
}
