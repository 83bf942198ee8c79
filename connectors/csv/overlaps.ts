import { DatabaseSync } from 'node:sqlite';

interface Met {
  readonly file: number;
  readonly here: number;
  readonly best: number;
}

/**
 * Tells which records of several files count where the files overlap: the nth record of an id in one
 * file and the nth in another are one, the last file's. To be asked file by file from the last one,
 * in the order of their records. Ids are kept in a temporary file, so memory stays flat.
 */
export class Overlaps {
  readonly #db = new DatabaseSync('');
  readonly #find;
  readonly #keep;

  constructor() {
    this.#db.exec(`PRAGMA synchronous = OFF; CREATE TABLE met (
      id TEXT PRIMARY KEY, file INTEGER NOT NULL, here INTEGER NOT NULL, best INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID; BEGIN`);
    this.#find = this.#db.prepare('SELECT file, here, best FROM met WHERE id = ?');
    this.#keep = this.#db.prepare('INSERT OR REPLACE INTO met VALUES (?, ?, ?, ?)');
  }

  /** Whether no file asked before has this record. */
  isNew(id: string, file: number): boolean {
    const met = this.#find.get(id) as Met | undefined;
    const same = met?.file === file;
    const here = (same ? met.here : 0) + 1;
    const best = same ? met.best : Math.max(met?.best ?? 0, met?.here ?? 0);
    this.#keep.run(id, file, here, best);
    return here > best;
  }

  close(): void {
    this.#db.close();
  }
}
