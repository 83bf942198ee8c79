import { Failure } from './failure.ts';

/** Lets at most `limit` tasks run at once and at most `queue` wait; more are refused with code 202. */
export class Gate {
  readonly #limit: number;
  readonly #queue: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number, queue: number) {
    this.#limit = limit;
    this.#queue = queue;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) await this.#wait();
    else this.#running += 1;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#queue) {
      throw new Failure(
        202,
        'TOO_MANY_SIMULTANEOUS_QUERIES',
        'Too many simultaneous queries: try again later',
      );
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
