import {
  bucketOf,
  reserve,
  settle,
  waitFor,
  type Bucket,
  type Reservation,
  type Told,
} from '../../../../connectors/shopify/api/cost-bucket.ts';
import { randomOf, type Random } from '../../../../connectors/sandbox/random.ts';

interface Link {
  readonly seed: string;
  readonly maximum: number;
  readonly restoreRate: number;
  /** Most points of one request, and the share of them that it uses at least. */
  readonly largest: number;
  readonly used: number;
  /** ms of each way and of the work, at most. */
  readonly slowest: number;
  /** Requests that wait to be sent at any time, and how many may be under way. */
  readonly atOnce: number;
  readonly available: number;
}

type Event =
  | { readonly kind: 'arrive' | 'finish' | 'answer'; readonly at: number; readonly call: Flight }
  | { readonly kind: 'send'; readonly at: number };

interface Flight {
  readonly cost: number;
  readonly actual: number;
  readonly sent: Reservation;
  told?: Told;
}

interface Outcome {
  readonly throttled: number;
  readonly taken: number;
  /** ms until the last request was sent. */
  readonly ms: number;
}

/** A server's bucket, requests to it over a slow and uneven network, and what is known here of it. */
export class Simulation {
  readonly #link: Link;
  readonly #random: Random;
  readonly #events: Event[] = [];
  readonly #costs: number[] = [];
  #server: number;
  #at = 0;
  #bucket: Bucket;
  #underWay = 0;
  readonly outcome = { throttled: 0, taken: 0, ms: 0 };

  constructor(link: Link) {
    this.#link = link;
    this.#random = randomOf(link.seed);
    const { maximum, restoreRate } = link;
    this.#server = Math.floor(maximum * link.available);
    this.#bucket = bucketOf({ maximum, restoreRate, available: this.#server, actual: 0 }, 0);
  }

  run(requests: number): Outcome {
    const { whole } = this.#random;
    for (let n = 0; n < requests; n++) this.#costs.push(whole(1, this.#link.largest));
    this.#send(0);
    for (let event = this.#next(); event !== undefined; event = this.#next()) {
      this.#pass(event.at);
      if (event.kind === 'arrive') this.#arrive(event.call);
      if (event.kind === 'finish') this.#finish(event.call);
      if (event.kind === 'answer') this.#answer(event.call);
      this.#send(event.at);
      if (this.#costs.length > 0) this.outcome.ms = event.at;
    }
    return this.outcome;
  }

  #next(): Event | undefined {
    const first = Math.min(...this.#events.map(({ at }) => at));
    return this.#events.splice(
      this.#events.findIndex(({ at }) => at === first),
      1,
    )[0];
  }

  #pass(at: number): void {
    const { maximum, restoreRate } = this.#link;
    const grown = this.#server + ((at - this.#at) / 1_000) * restoreRate;
    this.#server = Math.min(maximum, grown);
    this.#at = at;
  }

  #send(now: number): void {
    for (;;) {
      const [cost] = this.#costs;
      if (cost === undefined || this.#underWay === this.#link.atOnce) return;
      const wait = waitFor(this.#bucket, cost, now);
      if (wait > 0) {
        const known = this.#events.findIndex(({ kind }) => kind === 'send');
        if (known !== -1) this.#events.splice(known, 1);
        if (wait < Infinity) this.#events.push({ kind: 'send', at: now + wait });
        return;
      }
      this.#costs.shift();
      this.#underWay++;
      let sent: Reservation;
      [this.#bucket, sent] = reserve(this.#bucket, cost, now);
      const least = Math.ceil(cost * this.#link.used);
      const call: Flight = { cost, actual: this.#random.whole(least, cost), sent };
      this.#later('arrive', call, now);
    }
  }

  #later(kind: 'arrive' | 'finish' | 'answer', call: Flight, now: number): void {
    this.#events.push({ kind, call, at: now + this.#random.whole(1, this.#link.slowest) });
  }

  #arrive(call: Flight): void {
    if (this.#server < call.cost) {
      this.outcome.throttled++;
      call.told = this.#told(0);
      return this.#later('answer', call, this.#at);
    }
    this.#server -= call.cost;
    this.#later('finish', call, this.#at);
  }

  #finish(call: Flight): void {
    this.#server = Math.min(this.#link.maximum, this.#server + call.cost - call.actual);
    this.outcome.taken += call.actual;
    call.told = this.#told(call.actual);
    this.#later('answer', call, this.#at);
  }

  #answer({ sent, told }: Flight): void {
    this.#underWay--;
    if (told !== undefined) this.#bucket = settle(this.#bucket, sent, told, this.#at);
  }

  #told(actual: number): Told {
    const { maximum, restoreRate } = this.#link;
    return { maximum, restoreRate, available: Math.floor(this.#server), actual };
  }
}
