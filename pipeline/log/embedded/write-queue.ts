import { inTransaction } from './database.ts';
import type { Storage } from './storage.ts';

interface Write {
  readonly size: number;
  readonly run: () => void;
  readonly resolve: (value: undefined) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_RECORDS = 10_000;

/**
 * Group commit: what arrives while a transaction runs shares the next one. A write is acknowledged
 * when its transaction is on disk; when that fails, all writes of the transaction are refused.
 */
export class WriteQueue {
  readonly #storage: Storage;
  readonly #afterCommit: () => void;
  #waiting: Write[] = [];
  #scheduled = false;

  constructor(storage: Storage, afterCommit: () => void) {
    this.#storage = storage;
    this.#afterCommit = afterCommit;
  }

  /** Runs a write of `size` records in the next transaction. It must not fail by its arguments. */
  add(size: number, run: () => void): Promise<undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ size, run, resolve, reject });
      this.#schedule();
    });
  }

  /** Writes all that waits, now. */
  drain(): void {
    while (this.#waiting.length > 0) this.#flush();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #flush(): void {
    const writes = this.#take();
    if (writes.length === 0) return;
    try {
      inTransaction(this.#storage.db, 'write to the log', () => {
        for (const write of writes) write.run();
      });
    } catch (error) {
      this.#refuse(writes, error);
      return;
    }
    for (const write of writes) write.resolve(undefined);
    this.#afterCommit();
  }

  #refuse(writes: readonly Write[], error: unknown): void {
    for (const write of writes) write.reject(error);
    this.#storage.reload();
  }

  #take(): Write[] {
    let records = 0;
    let count = 0;
    while (count < this.#waiting.length && records < MAX_RECORDS) {
      records += this.#waiting[count]?.size ?? 0;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}
