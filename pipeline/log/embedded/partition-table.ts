import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** offset, key, value, headers (JSON text), timestamp */
export type Row = [number, string, string | null, string | null, number];

const CHUNK = 2_048;
const FIRST_CHUNK = 32;

/**
 * The records of one partition, in a table of their own: appends go to the right edge of its tree
 * and fill its pages, which makes them twice as fast as one table for all partitions.
 */
export class PartitionTable {
  readonly partition: number;
  /** The offset that the next record gets. */
  end: number;
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #scan: StatementSync;
  readonly #deleteOne: StatementSync;
  readonly #setValue: StatementSync;
  readonly #value: StatementSync;
  readonly #ages: StatementSync;
  readonly #newest: StatementSync;
  readonly #deleteBelow: StatementSync;
  readonly #tombstones: StatementSync;

  constructor(db: DatabaseSync, topicId: number, partition: number, end: number) {
    this.partition = partition;
    this.end = end;
    const table = tableName(topicId, partition);
    const columns = 'offset, key, value, headers, timestamp';
    this.#insert = db.prepare(`insert into ${table}(${columns}) values(?, ?, ?, ?, ?)`);
    this.#select = asArrays(
      db.prepare(`select ${columns} from ${table} where offset >= ? order by offset limit ?`),
    );
    this.#scan = asArrays(
      db.prepare(
        `select ${columns} from ${table}
         where offset >= ? and offset < ? and timestamp >= ? and timestamp < ?
         order by offset limit ?`,
      ),
    );
    this.#deleteOne = db.prepare(`delete from ${table} where offset = ?`);
    this.#setValue = db.prepare(`update ${table} set value = ? where offset = ?`);
    this.#value = asArrays(db.prepare(`select value from ${table} where offset = ?`));
    this.#ages = asArrays(
      db.prepare(`select offset, timestamp from ${table} where offset < ? order by offset limit ?`),
    );
    this.#newest = asArrays(
      db.prepare(`select timestamp from ${table} order by offset desc limit 1`),
    );
    this.#deleteBelow = db.prepare(`delete from ${table} where offset <= ?`);
    this.#tombstones = asArrays(
      db.prepare(
        `select offset, key from ${table} where value is null and offset < ? and timestamp < ?
         order by offset limit ?`,
      ),
    );
  }

  /** Adds one record and returns its offset. */
  append(key: string, value: string | null, headers: string | null, timestamp: number): number {
    const offset = this.end;
    this.#insert.run(offset, key, value, headers, timestamp);
    this.end = offset + 1;
    return offset;
  }

  /** Records from an offset on: at most `max` of them and about `maxChars` of text, but at least one. */
  read(from: number, max: number, maxChars: number): Row[] {
    const page = (next: number, limit: number): Row[] => rows<Row>(this.#select, next, limit);
    return gather(page, from, max, maxChars);
  }

  /** The same below an offset, and of some time of appending, ms: the first included, the last not. */
  scan(
    { from, to, fromTime, toTime }: Readonly<Record<'from' | 'to' | 'fromTime' | 'toTime', number>>,
    max: number,
    maxChars: number,
  ): Row[] {
    const page = (next: number, limit: number): Row[] =>
      rows<Row>(this.#scan, next, to, fromTime, toTime, limit);
    return gather(page, from, max, maxChars);
  }

  /** When the newest record was appended, ms since the epoch; undefined where there is none. */
  newest(): number | undefined {
    return rows<[number]>(this.#newest)[0]?.[0];
  }

  /** The first offset that still has a record, or the end. */
  first(): number {
    const [row] = rows<[number]>(this.#ages, this.end, 1);
    return row?.[0] ?? this.end;
  }

  valueAt(offset: number): string | null {
    const [row] = rows<[string | null]>(this.#value, offset);
    return row?.[0] ?? null;
  }

  /** Gives the record another value, where there still is one. */
  setValue(offset: number, value: string): void {
    this.#setValue.run(value, offset);
  }

  remove(offset: number): void {
    this.#deleteOne.run(offset);
  }

  /** Removes from the start what lies below `below` and is older than `olderThan`; at most `max`. */
  trimStart(below: number, olderThan: number, max: number): number {
    const aged = rows<[number, number]>(this.#ages, below, max);
    const keep = aged.findIndex(([, timestamp]) => timestamp >= olderThan);
    const count = keep === -1 ? aged.length : keep;
    const last = aged[count - 1];
    if (last !== undefined) this.#deleteBelow.run(last[0]);
    return count;
  }

  /** Tombstones below an offset and older than a time: [offset, key]. */
  tombstones(below: number, olderThan: number, max: number): [number, string][] {
    return rows<[number, string]>(this.#tombstones, below, olderThan, max);
  }
}

/** Reads page after page: small ones first, then as many rows as are likely to fit. */
function gather(
  page: (next: number, limit: number) => Row[],
  from: number,
  max: number,
  maxChars: number,
): Row[] {
  const found: Row[] = [];
  let chars = 0;
  let next = from;
  let chunk = Math.min(max, FIRST_CHUNK);
  while (chunk > 0) {
    const some = page(next, chunk);
    for (const row of some) {
      chars += row[1].length + (row[2]?.length ?? 0);
      found.push(row);
      if (chars >= maxChars) return found;
    }
    const last = some.at(-1);
    if (last === undefined || some.length < chunk) return found;
    next = last[0] + 1;
    const affordable = Math.ceil((maxChars - chars) / Math.max(1, chars / found.length));
    chunk = Math.min(CHUNK, max - found.length, affordable);
  }
  return found;
}

export function createPartitionTable(
  db: DatabaseSync,
  topicId: number,
  partition: number,
  compact: boolean,
): void {
  const table = tableName(topicId, partition);
  db.exec(`create table ${table}(
    offset integer primary key, key text not null, value text, headers text,
    timestamp integer not null)`);
  if (compact) {
    db.exec(`create index ${table}_tombstones on ${table}(offset) where value is null`);
  }
  db.prepare('insert into partitions(topic, partition, end) values(?, ?, 0)').run(
    topicId,
    partition,
  );
}

function tableName(topicId: number, partition: number): string {
  return `log_${topicId}_${partition}`;
}

function asArrays(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true);
  return statement;
}

function rows<R>(statement: StatementSync, ...parameters: number[]): R[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the columns are named in the statement
  return statement.all(...parameters) as unknown as R[];
}
