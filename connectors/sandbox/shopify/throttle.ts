import type { Plan } from './options.ts';

export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

/**
 * The bucket of one app at the shop: it refills all the time, a query's whole possible cost must be
 * there, and what it didn't really cost is given back. `clock` is monotonic, in ms with fractions.
 */
export class Bucket {
  readonly #plan: Plan;
  readonly #clock: () => number;
  #available: number;
  #at: number;
  #since: number | undefined;
  #spent = 0;

  constructor(plan: Plan, clock: () => number) {
    this.#plan = plan;
    this.#clock = clock;
    this.#available = plan.bucket;
    this.#at = clock();
  }

  /** Takes the points if they are there. */
  take(points: number): boolean {
    this.#refill();
    this.#since ??= this.#at;
    if (points > this.#available) return false;
    this.#available -= points;
    this.#spent += points;
    return true;
  }

  giveBack(points: number): void {
    this.#refill();
    this.#available = Math.min(this.#plan.bucket, this.#available + points);
    this.#spent -= points;
  }

  status(): ThrottleStatus {
    this.#refill();
    return {
      maximumAvailable: this.#plan.bucket,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: this.#plan.restoreRate,
    };
  }

  /** What was spent, and what could have been spent from the first request until now. */
  points(): { readonly spent: number; readonly allowed: number } {
    this.#refill();
    const seconds = this.#since === undefined ? 0 : (this.#at - this.#since) / 1_000;
    return { spent: this.#spent, allowed: this.#plan.bucket + seconds * this.#plan.restoreRate };
  }

  #refill(): void {
    const at = this.#clock();
    const restored = ((at - this.#at) / 1_000) * this.#plan.restoreRate;
    this.#available = Math.min(this.#plan.bucket, this.#available + restored);
    this.#at = at;
  }
}
