import { ByIdentity, type Identity } from './by-identity.ts';
import type { Decoded } from './decode.ts';
import type { FactValues } from './fact-values.ts';
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
  /** The number of the newest version of each fact. */
  readonly newest = new ByIdentity<number>();
  /**
   * Those that are not the newest. A worker that lost the partition while it was paused may still
   * write one, so their days are remembered and the newest takes the fact off them.
   */
  readonly superseded: number[] = [];
  readonly #sources: string[] = [];
  readonly #streams: string[] = [];
  readonly #ids: string[] = [];
  readonly #days: string[] = [];
  readonly #versions: Float64Array;
  readonly #digests: Uint32Array;
  readonly #rows: Int32Array;

  /** @param capacity the most messages. */
  constructor(capacity: number) {
    this.#versions = new Float64Array(capacity);
    this.#digests = new Uint32Array(capacity);
    this.#rows = new Int32Array(capacity);
  }

  /** Takes a message in, unless the same or a later version is there already. */
  add(message: Decoded, rowOf: RowOf): void {
    const other = this.newest.get(message);
    if (other !== undefined) {
      if (compareStanding(message.standing, this.standing(other)) <= 0) return;
      this.superseded.push(other);
    }
    this.newest.set(message, this.#push(message, rowOf));
  }

  at(number: number): Arrival {
    return {
      source: this.#sources[number] ?? '',
      stream: this.#streams[number] ?? '',
      id: this.#ids[number] ?? '',
      day: this.day(number),
      standing: this.standing(number),
    };
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

  #push({ source, stream, id, day, values, standing }: Decoded, rowOf: RowOf): number {
    const number = this.#ids.length;
    this.#sources.push(source);
    this.#streams.push(stream);
    this.#ids.push(id);
    this.#days.push(day);
    this.#versions[number] = standing.version;
    this.#digests[number] = standing.digest;
    this.#rows[number] = values === undefined ? NO_ROW : rowOf(values, standing);
    return number;
  }
}
