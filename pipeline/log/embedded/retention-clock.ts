const DAY_MS = 86_400_000;
/** After a longer pause the clock is doubted until the next start. */
const PAUSE_MS = 7 * DAY_MS;
/** So far the clock may run ahead of the time that has passed since the start. */
const DRIFT_MS = 3_600_000;

/** A moment: of the clock, ms since the epoch, and of a counter that nobody can move, ms. */
export interface Moment {
  readonly wall: number;
  readonly steady: number;
}

/**
 * The time that the age of records is measured by. Removing can't be taken back, so a clock that has
 * jumped ahead is not believed: at the start no more than a week after the newest record, later no
 * more than the time that has passed since. Pure.
 */
export class RetentionClock {
  readonly #start: Moment;
  readonly #first: number;

  /** @param newest time of the newest record, ms since the epoch; undefined in a new log. */
  constructor(start: Moment, newest: number | undefined) {
    this.#start = start;
    this.#first = newest === undefined ? start.wall : Math.min(start.wall, newest + PAUSE_MS);
  }

  /** ms since the epoch. */
  at({ wall, steady }: Moment): number {
    const passed = steady - this.#start.steady;
    const doubted = this.#first < this.#start.wall;
    return Math.min(wall, this.#first + passed + (doubted ? 0 : DRIFT_MS));
  }
}
