import type { Cost } from './answer.ts';
import {
  bucketOf,
  lose,
  reserve,
  settle,
  waitFor,
  type Bucket,
  type Reservation,
} from './cost-bucket.ts';

/** What went through a gate, since the process started. */
export interface GateStats {
  readonly requests: number;
  /** Taken from the shop's bucket. */
  readonly points: number;
  readonly throttled: number;
  /** ms that requests stood in the queue, all together. */
  readonly waitedMs: number;
}

/** One place in front of the shop's bucket. It must be settled, once. */
export interface Pass {
  /** The answer's cost, or undefined where there was none. */
  settle(cost: Cost | undefined, throttled: boolean): void;
}

interface Waiting {
  readonly cost: number;
  readonly since: number;
  readonly enter: (pass: Pass) => void;
}

/**
 * Lets requests through one after another, in the order they came, as soon as the bucket is sure to
 * allow them. While the bucket isn't known one goes alone, and its answer tells.
 */
export class CostGate {
  readonly #now: () => number;
  #bucket: Bucket | undefined;
  readonly #queue: Waiting[] = [];
  #asking = false;
  #timer: NodeJS.Timeout | undefined;
  #stats: GateStats = { requests: 0, points: 0, throttled: 0, waitedMs: 0 };

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get stats(): GateStats {
    return this.#stats;
  }

  /** Resolves once a request of this cost may be sent. Rejects with the signal's reason. */
  enter(cost: number, signal: AbortSignal): Promise<Pass> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const place = this.#queue.indexOf(waiting);
        if (place !== -1) this.#queue.splice(place, 1);
        reject(signal.reason as Error);
        this.#advance();
      };
      const enter = (pass: Pass): void => {
        signal.removeEventListener('abort', leave);
        resolve(pass);
      };
      const waiting: Waiting = { cost, since: this.#now(), enter };
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiting);
      this.#advance();
    });
  }

  #advance(): void {
    clearTimeout(this.#timer);
    for (;;) {
      const [first] = this.#queue;
      if (first === undefined) return;
      const now = this.#now();
      const wait = this.#waitOf(first.cost, now);
      if (wait > 0) {
        if (Number.isFinite(wait)) this.#timer = setTimeout(() => this.#advance(), wait);
        return;
      }
      this.#queue.shift();
      this.#count({ requests: 1, waitedMs: now - first.since });
      first.enter(this.#bucket === undefined ? this.#asker() : this.#reserve(first.cost, now));
    }
  }

  #waitOf(cost: number, now: number): number {
    if (this.#bucket !== undefined) return waitFor(this.#bucket, cost, now);
    return this.#asking ? Infinity : 0;
  }

  /** The pass of the one whose answer tells of the bucket. */
  #asker(): Pass {
    this.#asking = true;
    return {
      settle: (cost, throttled) => {
        this.#asking = false;
        if (cost !== undefined) {
          this.#bucket = bucketOf({ ...cost, actual: taken(cost, throttled) }, this.#now());
        }
        this.#end(cost, throttled);
      },
    };
  }

  #reserve(cost: number, now: number): Pass {
    if (this.#bucket === undefined) throw new RangeError('the bucket is not known');
    let sent: Reservation;
    [this.#bucket, sent] = reserve(this.#bucket, cost, now);
    return {
      settle: (told, throttled) => {
        if (this.#bucket === undefined) return;
        this.#bucket =
          told === undefined
            ? lose(this.#bucket, sent, this.#now())
            : settle(this.#bucket, sent, { ...told, actual: taken(told, throttled) }, this.#now());
        this.#end(told, throttled);
      },
    };
  }

  #end(cost: Cost | undefined, throttled: boolean): void {
    const points = cost === undefined ? 0 : taken(cost, throttled);
    this.#count({ points, throttled: throttled ? 1 : 0 });
    this.#advance();
  }

  #count(more: Partial<GateStats>): void {
    const { requests, points, throttled, waitedMs } = this.#stats;
    this.#stats = {
      requests: requests + (more.requests ?? 0),
      points: points + (more.points ?? 0),
      throttled: throttled + (more.throttled ?? 0),
      waitedMs: waitedMs + (more.waitedMs ?? 0),
    };
  }
}

function taken(cost: Cost, throttled: boolean): number {
  return throttled ? 0 : (cost.actual ?? cost.requested);
}
