import type { BatchContext } from './fetched-record.ts';

/** A transaction that was given up, as a fetch tells of it. */
export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

/** Tells which record batches of a fetch belong to transactions that were given up. */
export class Aborted {
  readonly #waiting: AbortedTransaction[];
  readonly #producers = new Set<string>();

  constructor(transactions: readonly AbortedTransaction[]) {
    this.#waiting = transactions.toSorted((a, b) => Number(a.firstOffset) - Number(b.firstOffset));
  }

  /** Whether readers don't get the batch. Batches must be asked about in their order. */
  hides(context: BatchContext): boolean {
    const { producerId, firstOffset, lastOffsetDelta } = context;
    const last = Number(firstOffset) + lastOffsetDelta;
    while (this.#waiting[0] !== undefined && Number(this.#waiting[0].firstOffset) <= last) {
      this.#producers.add(this.#waiting.shift()?.producerId ?? '');
    }
    // A marker ends its producer's transaction.
    if (context.isControlBatch) return this.#producers.delete(producerId) || true;
    return context.inTransaction && this.#producers.has(producerId);
  }
}
