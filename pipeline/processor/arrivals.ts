import type { Identity } from './by-identity.ts';
import type { Decoded } from './decode.ts';
import type { FactValues } from './fact-values.ts';
import { Identities } from './identities.ts';
import { compareStanding, NO_DAY, type Standing } from './latest.ts';

/** A version of a fact that a batch brought. */
export interface Arrival extends Identity {
  readonly standing: Standing;
  /** NO_DAY for a deletion. */
  readonly day: string;
}

/** Makes the row of a fact and gives its place. */
export type RowOf = (fact: FactValues, standing: Standing) => number;

const NO_ROW = -1;

/**
 * The versions of facts that a batch brought, by number. They are many and stay until the batch is
 * stored, so they are kept in columns: as objects they would be most of what the heap holds.
 */
export class Arrivals {
  readonly identities: Identities;
  /**
   * Those that are not the newest of their facts. A worker that lost the partition while it was
   * paused may still write one, so their days are remembered and the newest takes the fact off them.
   */
  readonly superseded: number[] = [];
  readonly #days: string[] = [];
  readonly #versions: Float64Array;
  readonly #digests: Uint32Array;
  readonly #rows: Int32Array;

  /** @param capacity the most messages. */
  constructor(capacity: number) {
    this.identities = new Identities(capacity);
    this.#versions = new Float64Array(capacity);
    this.#digests = new Uint32Array(capacity);
    this.#rows = new Int32Array(capacity);
  }

  /** Takes a message in, unless the same or a later version is there already. */
  add(message: Decoded, rowOf: RowOf): void {
    const { standing, values, day } = message;
    const number = this.identities.push(message);
    const other = this.identities.newest();
    if (other !== undefined) {
      if (compareStanding(standing, this.standing(other)) <= 0) return this.identities.pop();
      this.superseded.push(other);
    }
    this.identities.settle();
    this.#days[number] = day;
    this.#versions[number] = standing.version;
    this.#digests[number] = standing.digest;
    this.#rows[number] = values === undefined ? NO_ROW : rowOf(values, standing);
  }

  /** The newest of each fact. */
  newest(): number[] {
    const others = new Set(this.superseded);
    const newest: number[] = [];
    for (let n = 0; n < this.#days.length; n++) if (!others.has(n)) newest.push(n);
    return newest;
  }

  at(number: number): Arrival {
    const { source, stream } = this.identities.stream(number);
    const id = this.identities.ids.text(number);
    return { source, stream, id, day: this.day(number), standing: this.standing(number) };
  }

  day(number: number): string {
    return this.#days[number] ?? NO_DAY;
  }

  standing(number: number): Standing {
    return {
      version: this.#versions[number] ?? 0,
      deleted: this.row(number) === undefined,
      digest: this.#digests[number] ?? 0,
    };
  }

  /** Where its row is; undefined for a deletion. */
  row(number: number): number | undefined {
    const row = this.#rows[number] ?? NO_ROW;
    return row === NO_ROW ? undefined : row;
  }

  /** Gives the memory back: nothing is there any more. */
  release(): void {
    this.identities.release();
  }
}
