import type { Story } from './story.ts';
import type { Stories } from './stories.ts';
import { dayOfNumber } from './ids.ts';
import { LONGEST_DAYS } from './tell-story.ts';

/** The seeded stories with the changes that were made to them since, and orders placed since. */
export class LivingStories {
  readonly #seeded: Stories;
  readonly #changed = new Map<number, Story>();

  constructor(seeded: Stories) {
    this.#seeded = seeded;
  }

  /** Numbers of the orders whose stories are not as the seed tells them. */
  get changed(): ReadonlyMap<number, Story> {
    return this.#changed;
  }

  story(number: number): Story | undefined {
    return this.#changed.get(number) ?? this.#seeded.story(number);
  }

  put(story: Story): void {
    this.#changed.set(story.number, story);
  }

  /** All stories in which something may happen on one of these local days, both ends included. */
  *around(first: number, last: number): Generator<Story> {
    for (let day = first - LONGEST_DAYS; day <= last + 1; day++) {
      for (const story of this.#seeded.on(day)) {
        if (!this.#changed.has(story.number)) yield story;
      }
    }
    yield* this.#changed.values();
  }

  /** How many orders were placed on a local day beyond the seeded ones. */
  placedOn(day: number): number {
    const placed = [...this.#changed.keys()].filter((number) => dayOfNumber(number) === day);
    return placed.filter((number) => this.#seeded.story(number) === undefined).length;
  }
}
