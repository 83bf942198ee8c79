import { dayNumber } from '../../../../schemas/calendar.ts';
import { dayOf } from '../../calendar.ts';
import type { OrderKey, OrderSearch } from '../model.ts';
import { DayIndex, matches } from './day-index.ts';
import { gid, orderNumberOf } from './ids.ts';
import { exists } from './order-object.ts';
import { updatedAt } from './story-times.ts';
import type { Story } from './story.ts';
import type { Stories } from './stories.ts';
import { LONGEST_DAYS } from './tell-story.ts';

/** Finds orders by their times. It indexes a day of seeded orders when a search first needs it. */
export class OrderIndex {
  readonly #stories: Stories;
  readonly #firstDay: number;
  readonly #days = new Map<number, DayIndex>();

  constructor(stories: Stories, firstDay: number) {
    this.#stories = stories;
    this.#firstDay = firstDay;
  }

  /** @param changed stories that are not as the seed tells them; they are looked at one by one. */
  search(search: OrderSearch, now: number, changed: ReadonlyMap<number, Story>): OrderKey[] {
    const found: OrderKey[] = [];
    const [first, last] = daysOf(search, now);
    for (let day = Math.max(first, this.#firstDay); day <= last; day++) {
      const index = this.#on(day);
      if (index.lastChange >= (search.updatedFrom ?? 0)) index.search(search, now, changed, found);
    }
    for (const story of changed.values()) {
      const key = exists(story, now) ? keyOf(story, now) : undefined;
      if (key && matches(search, key.createdAt, key.updatedAt)) found.push(key);
    }
    return found;
  }

  /** The orders that have been deleted by an instant (ms), and when. */
  deletions(now: number, changed: ReadonlyMap<number, Story>): { id: string; at: number }[] {
    const found: { id: string; at: number }[] = [];
    const last = dayNumber(dayOf(now));
    for (let day = this.#firstDay; day <= last; day++) {
      const seeded = this.#on(day).deletions(now);
      found.push(...seeded.filter(({ id }) => !changed.has(orderNumberOf(id) ?? 0)));
    }
    for (const { number, createdAt, deletedAt: at } of changed.values()) {
      if (at !== undefined && at <= now && createdAt <= now) {
        found.push({ id: gid('Order', number), at });
      }
    }
    return found;
  }

  #on(day: number): DayIndex {
    const index = this.#days.get(day) ?? new DayIndex(day, this.#stories.on(day));
    this.#days.set(day, index);
    return index;
  }
}

function keyOf(story: Story, now: number): OrderKey {
  const { number, createdAt, processedAt } = story;
  return { id: gid('Order', number), createdAt, processedAt, updatedAt: updatedAt(story, now) };
}

/** The local days whose orders a search can find. */
function daysOf(search: OrderSearch, now: number): [first: number, last: number] {
  const { createdFrom = 0, createdTo = now, updatedFrom = 0 } = search;
  const changed = dayNumber(dayOf(updatedFrom)) - LONGEST_DAYS;
  const created = dayNumber(dayOf(createdFrom));
  return [Math.max(changed, created), dayNumber(dayOf(Math.min(now, createdTo)))];
}
