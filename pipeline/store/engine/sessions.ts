import { randomUUID } from 'node:crypto';
import type { Database, Session } from './database.ts';
import type { Role } from './users.ts';

/** What a session is opened with. */
export interface SessionSpec {
  readonly role: Role;
  /** The database, as an identifier. */
  readonly database: string | undefined;
  /** Settings and parameters, as what may follow SET; may be empty. */
  readonly settings: string;
}

/** Sessions that are kept, at most. */
const KEPT = 16;

interface Kept {
  readonly key: string;
  readonly session: Session;
}

/**
 * The admin's sessions, kept for requests with the same database and settings: to open one costs a
 * third of what a small statement does. A reader's are fresh, each of them.
 */
export class Sessions {
  readonly #database: Database;
  /** The one that was used last is last. */
  readonly #kept: Kept[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Does the work in a session. `work` gives whether the session is as it was before and may be used
   * again; where it throws it is not.
   */
  async with(spec: SessionSpec, work: (session: Session) => Promise<boolean>): Promise<void> {
    const key = `${spec.database}\n${spec.settings}`;
    const session = this.#take(spec, key) ?? (await this.#database.session(spec, randomUUID()));
    let again = false;
    try {
      again = await work(session);
    } finally {
      if (again && spec.role === 'admin') this.#keep({ key, session });
      else session.close();
    }
  }

  #take({ role }: SessionSpec, key: string): Session | undefined {
    if (role !== 'admin') return undefined;
    const place = this.#kept.findLastIndex((each) => each.key === key);
    return place === -1 ? undefined : this.#kept.splice(place, 1)[0]?.session;
  }

  #keep(kept: Kept): void {
    this.#kept.push(kept);
    if (this.#kept.length > KEPT) this.#kept.shift()?.session.close();
  }
}
