import { Failure } from './failure.ts';

export interface GateLimits {
  /** Tasks that run at once. */
  readonly running: number;
  /** Tasks that wait, at most. */
  readonly waiting: number;
  /** How long one waits, ms; without end by default. */
  readonly waitMs?: number;
}

/** Lets some tasks run at once and some wait for their turn; others are refused with code 202. */
export class Gate {
  readonly #limits: GateLimits;
  #running = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limits.running) await this.#wait();
    else this.#running += 1;
    try {
      return await task();
    } finally {
      const [next] = this.#waiting;
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #wait(): Promise<void> {
    const { waiting, waitMs } = this.#limits;
    if (this.#waiting.size >= waiting) throw busy();
    return new Promise((resolve, reject) => {
      const timer = waitMs === undefined ? undefined : setTimeout(() => leave(), waitMs);
      const enter = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(enter);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(busy());
      };
      this.#waiting.add(enter);
    });
  }
}

function busy(): Failure {
  return new Failure(
    202,
    'TOO_MANY_SIMULTANEOUS_QUERIES',
    'Too many simultaneous queries: try again later',
  );
}
