/** All of so many touches (at most 32), as bits. */
export function allTouches(count: number): number {
  return count >= 32 ? 0xffff_ffff : 2 ** count - 1;
}

/**
 * Joins what counts each touch of a sale into what counts the sale: each counter once for as often
 * as it stands at one touch, with the touches that it stands so often at, as bits.
 */
export class TouchMerger {
  /** By counter and how many times it stood there before. */
  readonly #entries = new Map<string, number>();
  readonly #seen = new Map<number, number>();
  readonly #places: number[] = [];
  readonly #shares: number[] = [];

  clear(): void {
    this.#entries.clear();
    this.#places.length = 0;
    this.#shares.length = 0;
  }

  /** Adds the counters of one touch. */
  add(touch: number, places: readonly number[]): void {
    this.#seen.clear();
    for (const place of places) {
      const before = this.#seen.get(place) ?? 0;
      this.#seen.set(place, before + 1);
      const key = `${place} ${before}`;
      const entry = this.#entries.get(key) ?? this.#places.push(place) - 1;
      this.#entries.set(key, entry);
      this.#shares[entry] = ((this.#shares[entry] ?? 0) | (1 << touch)) >>> 0;
    }
  }

  /** Appends the counters; and their touches, unless all have all. */
  give(touches: number, places: number[], shares: number[]): void {
    places.push(...this.#places);
    const all = allTouches(touches);
    if (this.#shares.some((share) => share !== all)) shares.push(...this.#shares);
  }
}
