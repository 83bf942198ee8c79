import type { Log } from '../../pipeline/log/log.ts';
import type { Store } from '../../pipeline/store/store.ts';

/** The process died here. */
export class Crash extends Error {}

export interface CrashPoint {
  /** How many operations pass before it. */
  readonly after: number;
  /** Whether the fatal operation took effect before the process died. */
  readonly tookEffect: boolean;
}

/** Makes the parts of a process that dies at the crash points, in turn, and lives on after them. */
export class Crasher {
  readonly #points: CrashPoint[];
  #passed = 0;
  readonly #running = new Set<Promise<unknown>>();

  constructor(points: readonly CrashPoint[]) {
    this.#points = [...points];
  }

  async operation<T>(effect: () => Promise<T>): Promise<T> {
    const [next] = this.#points;
    if (next === undefined || this.#passed < next.after) {
      this.#passed += 1;
      return this.#begun(effect());
    }
    this.#points.shift();
    this.#passed = 0;
    if (next.tookEffect) await this.#begun(effect());
    throw new Crash();
  }

  /** Resolves once nothing runs any more that was begun beside what died. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  #begun<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    return work;
  }

  store(store: Store): Store {
    return {
      ...store,
      query: (sql, params, options) => this.operation(() => store.query(sql, params, options)),
      command: (sql, params, options) => this.operation(() => store.command(sql, params, options)),
      insert: (table, block) => this.operation(() => store.insert(table, block)),
    };
  }

  /** Only appending: consuming is driven by the test. */
  append(log: Pick<Log, 'append'>): Pick<Log, 'append'> {
    return { append: (topic, records) => this.operation(() => log.append(topic, records)) };
  }
}
