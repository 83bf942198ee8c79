import type { FileHandle } from 'node:fs/promises';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setImmediate as others } from 'node:timers/promises';
import { linesOf } from './bulk-file.ts';

/** Where an object stands in the result's file. */
export interface Place {
  readonly at: number;
  readonly bytes: number;
  readonly id: string | null;
}

/** After so many lines, or roots, whoever else waits has a turn. */
const AT_ONCE = 256;
/** Sums of places are kept below this, so that they stay exact. */
const MODULUS = 2 ** 48;

const TABLE = `
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  PRAGMA cache_size = -16384;
  CREATE TABLE object (at INTEGER PRIMARY KEY, bytes INTEGER, id TEXT, parent TEXT) STRICT;
  BEGIN;
`;
const INDEX = `
  COMMIT;
  CREATE INDEX by_parent ON object (parent) WHERE parent IS NOT NULL;
`;
const ROOTS = `SELECT at, bytes, id FROM object WHERE parent IS NULL AND at > ?
  ORDER BY at LIMIT ${AT_ONCE}`;
const CHILDREN = 'SELECT at, bytes, id FROM object WHERE parent = ? ORDER BY at';
const TWICE = `SELECT id FROM object WHERE parent IS NULL GROUP BY id HAVING count(*) > 1 LIMIT 1`;

/** What a sound result has. */
export interface Expected {
  readonly objects: number;
  readonly roots: number;
  /** Levels of objects, the roots' included. */
  readonly levels: number;
}

/**
 * The objects of a result by their parents, wherever in the file they stand: an index on disk that
 * is gone with the process, so that memory doesn't grow with the result.
 */
export class BulkObjects implements Disposable {
  // Without a name it is a temporary database, which SQLite removes itself.
  readonly #database = new DatabaseSync('');
  readonly #roots: StatementSync;
  readonly #children: StatementSync;

  constructor() {
    this.#database.exec(TABLE);
    this.#roots = this.#database.prepare(ROOTS);
    this.#children = this.#database.prepare(CHILDREN);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  /** Reads the whole file. What is wrong with it; undefined if every object has its place. */
  async fill(file: FileHandle, expected: Expected): Promise<string | undefined> {
    const insert = this.#database.prepare('INSERT INTO object VALUES (?, ?, ?, ?)');
    const found = { objects: 0, roots: 0, sum: 0 };
    for await (const { at, bytes, text } of linesOf(file)) {
      found.objects++;
      const keys = text === undefined ? undefined : keysOf(text);
      if (keys === undefined) return `line ${found.objects} is broken or cut off`;
      insert.run(at, bytes, keys.id, keys.parent);
      if (keys.parent === null) found.roots++;
      found.sum = (found.sum + at) % MODULUS;
      if (found.objects % AT_ONCE === 0) await others();
    }
    this.#database.exec(INDEX);
    for (const kind of ['objects', 'roots'] as const) {
      if (found[kind] === expected[kind]) continue;
      return `it has ${found[kind]} ${kind} where ${expected[kind]} were promised`;
    }
    return (await this.#misplaced(found, expected.levels)) ?? undefined;
  }

  /** The roots in the order of the file, some at a time. */
  async *roots(): AsyncGenerator<readonly Place[]> {
    let last = -1;
    for (;;) {
      const batch = this.#roots.all(last) as unknown as Place[];
      if (batch.length === 0) return;
      yield batch;
      last = batch.at(-1)?.at ?? last;
      await others();
    }
  }

  /** In the order of the file. */
  childrenOf({ id }: Place): readonly Place[] {
    return this.#children.all(id) as unknown as Place[];
  }

  /** Every object must be reached from a root, once. */
  async #misplaced(
    found: { objects: number; sum: number },
    levels: number,
  ): Promise<string | undefined> {
    const twice = this.#database.prepare(TWICE).get();
    if (twice !== undefined) return `${String(twice['id'])} is in it twice`;
    const reached = { objects: 0, sum: 0 };
    const visit = (place: Place, level: number): void => {
      reached.objects++;
      reached.sum = (reached.sum + place.at) % MODULUS;
      if (level === levels) return;
      for (const child of this.childrenOf(place)) visit(child, level + 1);
    };
    for await (const batch of this.roots()) for (const root of batch) visit(root, 1);
    const whole = reached.objects === found.objects && reached.sum === found.sum;
    return whole ? undefined : 'some of its objects have no parent in it';
  }
}

function keysOf(text: string): { id: string | null; parent: string | null } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const { id = null, __parentId: parent = null } = value as Record<string, unknown>;
    if (id !== null && typeof id !== 'string') return undefined;
    if (parent !== null && typeof parent !== 'string') return undefined;
    return id === null && parent === null ? undefined : { id, parent };
  } catch {
    return undefined;
  }
}
