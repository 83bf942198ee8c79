import type { Page, Progress, Snapshot } from '../../connector.ts';
import type { OrderHeadFragment } from '../queries/generated.ts';
import type { OrdersCursor } from './cursor.ts';
import { factsOf, idOf, type Wanted } from './facts-of.ts';
import { numberOf } from '../map/whole-order.ts';
import { lettersOf } from './letters-of.ts';
import { afterReading, stillWaiting } from './pending.ts';
import type { Answered, Found, OrderStream, Unanswered } from './stream.ts';

/** Generations that one run may use. */
const RESERVED = 1_000;
/** Readings of one order within a pass, at most, that are told apart. */
const READINGS = 100;

/** Orders that a warning names. */
const NAMED = 5;

/** How long an order that wasn't answered is asked for again at each sync, ms since the last time. */
const UNANSWERED_MS = 60 * 86_400_000;

/** What a run of a stream has given so far, and where that leaves its cursor. */
export class Walk<O extends OrderHeadFragment> {
  readonly #stream: OrderStream<O>;
  readonly #wanted: Wanted;
  readonly #first: number;
  #state: OrdersCursor;
  #readings = new Map<string, number>();
  readonly #unanswered: string[] = [];
  #pass = 0;
  #done = 0;
  #total: number | undefined;

  constructor(stream: OrderStream<O>, state: OrdersCursor, wanted: Wanted) {
    this.#stream = stream;
    this.#wanted = wanted;
    const { now } = wanted.context();
    this.#first = evenFrom(Math.max(state.generation + 1, now));
    const pending = [...stillWaiting(state.pending, now)];
    this.#state = { ...state, pending, generation: this.#first + RESERVED };
  }

  get state(): OrdersCursor {
    return this.#state;
  }

  /**
   * A page without records, with the cursor as it is. The first of a run is durable before any other
   * is used: so a later run has later generations, wherever this one ends.
   */
  mark(barrier = false): Page {
    const page = { records: [], rejects: [], cursor: this.#state };
    return barrier ? { ...page, barrier } : page;
  }

  /** Where the stream stands from the next page on. */
  moveTo({ updatedAt, bulk }: Pick<OrdersCursor, 'updatedAt' | 'bulk'>): void {
    const { bulk: _before, ...kept } = this.#state;
    this.#state = { ...kept, updatedAt, ...(bulk === undefined ? {} : { bulk }) };
  }

  /** Up to when (ms) deleted orders are known, by events or by looking at every order. */
  noteDeletions(known: Pick<OrdersCursor, 'deletions' | 'compared'>): void {
    this.#state = { ...this.#state, ...known };
  }

  /** So many orders are still to come, about; Infinity where that is not known. */
  expect(orders: number): void {
    this.#total = orders === Infinity ? undefined : this.#done + orders;
  }

  /** The orders that Shopify failed at in this run, for people; undefined where there are none. */
  get warning(): string | undefined {
    const failed = this.#unanswered.map((id) => `order ${numberOf(id)}`);
    if (failed.length === 0) return undefined;
    const others = failed.length > NAMED ? ` and ${failed.length - NAMED} more` : '';
    return `Shopify fails at ${failed.slice(0, NAMED).join(', ')}${others}: what is known of it stays, and each sync asks for it again`;
  }

  /** From here on orders may come that were given before. */
  nextPass(): void {
    this.#pass += 1;
    this.#readings = new Map();
  }

  /** Whether the order was given by itself since the last pass began. */
  has(id: string): boolean {
    return this.#readings.has(id);
  }

  /** One of the many orders of a reading in bulk, which gives each once. */
  oneOfMany(order: O): Page {
    return this.#page(order, this.#first + 2 * READINGS * this.#pass);
  }

  /** An order that may come again in the same pass. */
  byItself(found: Found<O>): Page {
    return this.#page(found, this.#generationOf(idOf(found)));
  }

  /** The same of one that may not have been answered. */
  answered(each: Answered<O>): Page {
    return 'unanswered' in each ? this.unanswered(each) : this.byItself(each);
  }

  /**
   * An order that Shopify fails at: a dead letter names it, what is known of it stays, and each sync
   * asks for it again until it is answered. Till then the set that it is counts as rejected.
   */
  unanswered(order: Unanswered): Page {
    const { unanswered: id } = order;
    if (!this.#unanswered.includes(id)) this.#unanswered.push(id);
    const { now } = this.#wanted.context();
    const due = { at: 0, until: now + UNANSWERED_MS };
    this.#state = { ...this.#state, pending: [...afterReading(this.#state.pending, id, due)] };
    const snapshot = setOf(id, this.#generationOf(id));
    return { ...lettersOf(order), cursor: this.#state, snapshot, ...this.#counted() };
  }

  #generationOf(id: string): number {
    const readings = this.#readings.get(id) ?? 0;
    this.#readings.set(id, readings + 1);
    const reading = READINGS * this.#pass + Math.min(readings, READINGS - 1);
    return this.#first + 2 * reading;
  }

  /** Everything of an order, as one complete set. */
  #page(found: Found<O>, generation: number): Page {
    const facts = factsOf(this.#stream, found, this.#wanted);
    const due = 'gone' in found ? undefined : this.#stream.due(found, this.#wanted.context());
    const pending = afterReading(this.#state.pending, idOf(found), due);
    if (pending !== this.#state.pending) this.#state = { ...this.#state, pending: [...pending] };
    const snapshot = setOf(idOf(found), generation);
    return { ...facts, cursor: this.#state, snapshot, ...this.#counted() };
  }

  #counted(): { progress: Progress } {
    this.#done += 1;
    const progress = { done: this.#done, unit: 'records' as const };
    const total = this.#total;
    if (total === undefined) return { progress };
    return { progress: { ...progress, total: Math.max(total, this.#done) } };
  }
}

/** An order is a complete set of its own, which may lose anything. */
function setOf(scope: string, generation: number): Snapshot {
  return { scope, generation, last: true, guard: 'none' };
}

/** The generations of syncs are even, so that none is that of a refresh. */
function evenFrom(generation: number): number {
  return 2 * Math.ceil(generation / 2);
}
