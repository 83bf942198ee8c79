import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { LogError, type PartitionLag, type TopicSpec } from '../log.ts';
import { inTransaction } from './database.ts';
import { partitionOf } from './partition-of.ts';
import { createPartitionTable, PartitionTable } from './partition-table.ts';
import { headersAt, type Columns } from './protocol.ts';

interface Topic {
  readonly id: number;
  readonly spec: TopicSpec;
  readonly partitions: readonly PartitionTable[];
}

/** The file's contents. Synchronous; writes other than createTopics need a transaction around them. */
export class Storage {
  readonly db: DatabaseSync;
  readonly #topics = new Map<string, Topic>();
  readonly #setEnd: StatementSync;
  readonly #setOffset: StatementSync;
  readonly #getOffset: StatementSync;
  readonly #lowestOffset: StatementSync;
  readonly #getLatest: StatementSync;
  readonly #setLatest: StatementSync;
  readonly #removeLatest: StatementSync;
  readonly #allLatest: StatementSync;

  constructor(db: DatabaseSync) {
    this.db = db;
    this.#setEnd = db.prepare('update partitions set end = ? where topic = ? and partition = ?');
    this.#setOffset = db.prepare(
      `insert into offsets(topic, partition, "group", next) values(?, ?, ?, ?)
       on conflict do update set next = max(next, excluded.next)`,
    );
    this.#getOffset = db.prepare(
      'select next from offsets where topic = ? and partition = ? and "group" = ?',
    );
    this.#lowestOffset = db.prepare(
      'select min(next) as next from offsets where topic = ? and partition = ?',
    );
    this.#getLatest = db.prepare('select offset from latest where topic = ? and key = ?');
    this.#setLatest = db.prepare(
      `insert into latest(topic, key, offset) values(?, ?, ?)
       on conflict do update set offset = excluded.offset`,
    );
    this.#removeLatest = db.prepare('delete from latest where topic = ? and key = ?');
    this.#allLatest = db.prepare('select key, offset from latest where topic = ?');
    this.reload();
  }

  /** Reads topics and ends from the file: at the start, and after a transaction was undone. */
  reload(): void {
    this.#topics.clear();
    const ends = this.db.prepare(
      'select partition, end from partitions where topic = ? order by partition',
    );
    for (const row of this.db.prepare('select * from topics').all()) {
      const id = Number(row['id']);
      const retain = row['retain_ms'];
      const spec: TopicSpec = {
        name: String(row['name']),
        partitions: Number(row['partitions']),
        cleanup: row['cleanup'] === 'compact' ? 'compact' : 'delete',
        ...(retain === null ? {} : { retainMs: Number(retain) }),
      };
      const partitions = ends
        .all(id)
        .map((p) => new PartitionTable(this.db, id, Number(p['partition']), Number(p['end'])));
      this.#topics.set(spec.name, { id, spec, partitions });
    }
  }

  topics(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  /** Throws a LogError where nobody has created the topic. */
  topic(name: string): Topic {
    const topic = this.#topics.get(name);
    if (topic !== undefined) return topic;
    throw new LogError(`unknown topic "${name}": create it with createTopics first`, {
      retry: false,
    });
  }

  createTopics(specs: readonly TopicSpec[]): void {
    for (const spec of specs) checkSpec(spec, this.#topics.get(spec.name)?.spec);
    try {
      inTransaction(this.db, 'create topics', () => {
        for (const spec of specs) this.#createTopic(spec);
      });
    } finally {
      this.reload();
    }
  }

  #createTopic(spec: TopicSpec): void {
    const { name, cleanup } = spec;
    const retain = spec.retainMs ?? null;
    const known = this.db.prepare('select id from topics where name = ?').get(name);
    if (known !== undefined) {
      this.db.prepare('update topics set retain_ms = ? where name = ?').run(retain, name);
      return;
    }
    const created = this.db
      .prepare('insert into topics(name, partitions, cleanup, retain_ms) values(?, ?, ?, ?)')
      .run(name, spec.partitions, cleanup, retain);
    for (let partition = 0; partition < spec.partitions; partition += 1) {
      createPartitionTable(
        this.db,
        Number(created.lastInsertRowid),
        partition,
        cleanup === 'compact',
      );
    }
  }

  /** Appends in order. In a compacted topic each record replaces the one its key had before. */
  append(topicName: string, columns: Columns, now: number): void {
    const { id, spec, partitions } = this.topic(topicName);
    const { keys, values, headers } = columns;
    const touched = new Set<PartitionTable>();
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] ?? '';
      const table = partitions[partitionOf(key, partitions.length)];
      if (table === undefined) continue;
      const offset = table.append(key, values[i] ?? null, headersAt(headers, i), now);
      if (spec.cleanup === 'compact') this.#replace(id, table, key, offset);
      touched.add(table);
    }
    for (const table of touched) this.#setEnd.run(table.end, id, table.partition);
  }

  #replace(topicId: number, table: PartitionTable, key: string, offset: number): void {
    const previous = this.#getLatest.get(topicId, key);
    if (previous !== undefined) table.remove(Number(previous['offset']));
    this.#setLatest.run(topicId, key, offset);
  }

  /** The newest value per key of a compacted topic, without tombstones. */
  latest(topicName: string): Columns {
    const { id, spec, partitions } = this.topic(topicName);
    if (spec.cleanup !== 'compact') {
      throw new LogError(`topic "${topicName}" is not compacted: it has no latest values`, {
        retry: false,
      });
    }
    const columns = { keys: [] as string[], values: [] as (string | null)[] };
    for (const row of this.#allLatest.all(id)) {
      const key = String(row['key']);
      const table = partitions[partitionOf(key, partitions.length)];
      const value = table?.valueAt(Number(row['offset'])) ?? null;
      if (value === null) continue;
      columns.keys.push(key);
      columns.values.push(value);
    }
    return columns;
  }

  forgetTombstone(topic: Topic, table: PartitionTable, offset: number, key: string): void {
    table.remove(offset);
    this.#removeLatest.run(topic.id, key);
  }

  /** Where the group goes on; for a group that has not been here, the first record there is. */
  committed(group: string, topic: Topic, partition: number): number {
    const row = this.#getOffset.get(topic.id, partition, group);
    return row === undefined ? (topic.partitions[partition]?.first() ?? 0) : Number(row['next']);
  }

  /** Never moves a group backwards. */
  commit(group: string, topic: Topic, partition: number, next: number): void {
    this.#setOffset.run(topic.id, partition, group, next);
  }

  /** What every group of the topic has committed; undefined when no group has ever joined. */
  lowestCommitted(topic: Topic, partition: number): number | undefined {
    const next = this.#lowestOffset.get(topic.id, partition)?.['next'];
    return typeof next === 'number' ? next : undefined;
  }

  lag(group: string, topicNames: readonly string[]): PartitionLag[] {
    return topicNames.flatMap((name) => {
      const topic = this.topic(name);
      return topic.partitions.map(({ partition, end }) => ({
        topic: name,
        partition,
        end,
        committed: this.committed(group, topic, partition),
      }));
    });
  }
}

function checkSpec(spec: TopicSpec, existing: TopicSpec | undefined): void {
  const wrong = (reason: string): LogError =>
    new LogError(`topic "${spec.name}": ${reason}`, { retry: false });
  if (!Number.isInteger(spec.partitions) || spec.partitions < 1) {
    throw wrong(`needs at least 1 partition, not ${spec.partitions}`);
  }
  if (existing === undefined) return;
  if (existing.partitions !== spec.partitions) {
    throw wrong(
      `has ${existing.partitions} partitions, not ${spec.partitions}: keep the number, or use another topic name`,
    );
  }
  if (existing.cleanup !== spec.cleanup) {
    throw wrong(`has cleanup "${existing.cleanup}", not "${spec.cleanup}"`);
  }
}
