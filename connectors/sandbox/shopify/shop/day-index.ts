import { gid, orderNumber } from './ids.ts';
import { changesOf } from './story-times.ts';
import type { Story } from './story.ts';
import type { OrderKey, OrderSearch } from '../model.ts';

const NEVER = 0xffff_ffff;

/**
 * When the orders of one day changed, as whole seconds in typed arrays: all that a search needs of
 * them, in some 40 bytes an order.
 */
export class DayIndex {
  readonly #day: number;
  readonly #processed: Uint32Array;
  readonly #deleted: Uint32Array;
  /** Where each order's changes begin in `#changes`; the first of them is its creation. */
  readonly #offsets: Uint32Array;
  readonly #changes: Uint32Array;
  /** ms of the latest change of any of them. */
  readonly lastChange: number;

  constructor(day: number, stories: readonly Story[]) {
    const changes = stories.map(changesOf);
    this.#day = day;
    this.#processed = Uint32Array.from(stories, ({ processedAt }) => processedAt / 1_000);
    this.#deleted = Uint32Array.from(stories, ({ deletedAt }) =>
      deletedAt === undefined ? NEVER : deletedAt / 1_000,
    );
    this.#offsets = new Uint32Array(stories.length + 1);
    for (const [n, { length }] of changes.entries()) {
      this.#offsets[n + 1] = (this.#offsets[n] ?? 0) + length;
    }
    this.#changes = Uint32Array.from(changes.flat(), (ms) => ms / 1_000);
    this.lastChange = this.#changes.reduce((last, second) => Math.max(last, second), 0) * 1_000;
  }

  /** Adds the orders that a search finds at an instant (ms), without those to skip. */
  search(
    search: OrderSearch,
    now: number,
    skip: ReadonlyMap<number, unknown>,
    found: OrderKey[],
  ): void {
    const second = Math.floor(now / 1_000);
    for (let place = 0; place < this.#processed.length; place++) {
      const first = this.#offsets[place] ?? 0;
      const created = this.#changes[first] ?? NEVER;
      if (created > second || (this.#deleted[place] ?? NEVER) <= second) continue;
      const updatedAt = this.#updated(first, this.#offsets[place + 1] ?? 0, second) * 1_000;
      const createdAt = created * 1_000;
      if (!matches(search, createdAt, updatedAt)) continue;
      const number = orderNumber(this.#day, place);
      if (skip.has(number)) continue;
      const id = gid('Order', number);
      found.push({ id, createdAt, updatedAt, processedAt: (this.#processed[place] ?? 0) * 1_000 });
    }
  }

  /** The orders that have been deleted by an instant (ms), and when. */
  deletions(now: number): { readonly id: string; readonly at: number }[] {
    const second = Math.floor(now / 1_000);
    const found: { readonly id: string; readonly at: number }[] = [];
    for (const [place, deleted] of this.#deleted.entries()) {
      if (deleted > second) continue;
      found.push({ id: gid('Order', orderNumber(this.#day, place)), at: deleted * 1_000 });
    }
    return found;
  }

  #updated(first: number, end: number, second: number): number {
    let latest = this.#changes[first] ?? 0;
    for (let n = first + 1; n < end; n++) {
      const change = this.#changes[n] ?? NEVER;
      if (change > second) break;
      latest = change;
    }
    return latest;
  }
}

/** Whether times (ms) are within the ranges of a search. */
export function matches(search: OrderSearch, createdAt: number, updatedAt: number): boolean {
  const { createdFrom, createdTo, updatedFrom, updatedTo } = search;
  return (
    updatedAt >= (updatedFrom ?? -Infinity) &&
    updatedAt < (updatedTo ?? Infinity) &&
    createdAt >= (createdFrom ?? -Infinity) &&
    createdAt < (createdTo ?? Infinity)
  );
}
