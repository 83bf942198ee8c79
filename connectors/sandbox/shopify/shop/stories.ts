import { dayOf as dayText } from '../../../../schemas/calendar.ts';
import { ordersOn, type Order as Base } from '../../orders.ts';
import { dayOfNumber, orderNumber, placeOfNumber } from './ids.ts';
import type { Rates } from './rates.ts';
import type { Story } from './story.ts';
import { tellStory } from './tell-story.ts';

export interface StorySettings {
  readonly seed: string;
  readonly ordersPerDay: number;
  /** The shop's first local day. */
  readonly firstDay: number;
  readonly rates: Rates;
}

/** About as many plain orders are remembered. */
const REMEMBERED = 40_000;

/**
 * The stories of the shop's orders, by their local day of creation. A story is told anew whenever it
 * is asked for; only the plain orders of the days last used are remembered, which keeps memory small.
 */
export class Stories {
  readonly #settings: StorySettings;
  readonly #days = new Map<number, readonly Base[]>();
  #remembered = 0;

  constructor(settings: StorySettings) {
    this.#settings = settings;
  }

  /** All stories that begin on a local day. */
  on(day: number): Story[] {
    return this.#baseOn(day).map((base, place) => this.#tell(base, orderNumber(day, place)));
  }

  /** @returns undefined where the seed gives no such order. */
  story(number: number): Story | undefined {
    const base = this.#baseOn(dayOfNumber(number))[placeOfNumber(number)];
    return base === undefined ? undefined : this.#tell(base, number);
  }

  #tell(base: Base, number: number): Story {
    return tellStory(base, number, this.#settings.seed, this.#settings.rates);
  }

  #baseOn(day: number): readonly Base[] {
    if (day < this.#settings.firstDay) return [];
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const orders = ordersOn(dayText(day), this.#settings);
    while (this.#remembered > REMEMBERED) this.#forgetOldest();
    this.#days.set(day, orders);
    this.#remembered += orders.length;
    return orders;
  }

  #forgetOldest(): void {
    for (const [day, orders] of this.#days) {
      this.#days.delete(day);
      this.#remembered -= orders.length;
      return;
    }
  }
}
