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

  constructor(points: readonly CrashPoint[]) {
    this.#points = [...points];
  }

  async operation<T>(effect: () => Promise<T>): Promise<T> {
    const [next] = this.#points;
    if (next === undefined || this.#passed < next.after) {
      this.#passed += 1;
      return effect();
    }
    this.#points.shift();
    this.#passed = 0;
    if (next.tookEffect) await effect();
    throw new Crash();
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
