import {
  type Batch,
  type Change,
  type ConsumeOptions,
  type Consumer,
  type Log,
  LogError,
  type LogRecord,
  type PartitionLag,
  type ReadRange,
  type StoredRecord,
  type TopicSpec,
} from '../../pipeline/log/log.ts';
import { MemoryConsumer } from './memory-consumer.ts';
import { readMemory } from './memory-read.ts';

interface MemoryTopic {
  readonly spec: TopicSpec;
  readonly partitions: { records: StoredRecord[]; end: number }[];
}

/**
 * What an in-memory log holds. It outlives the logs opened on it, so a test can "restart".
 * Deterministic: no timers, no threads, time from `now`.
 */
export class MemoryLogStore {
  readonly topics = new Map<string, MemoryTopic>();
  readonly now: () => number;
  readonly #offsets = new Map<string, number>();
  readonly #members = new Map<string, object[]>();
  readonly #busy = new Map<string, object>();
  #waiting: (() => void)[] = [];

  constructor(now: () => number = () => 0) {
    this.now = now;
  }

  /** Throws LogError where nobody has created the topic. */
  topic(name: string): MemoryTopic {
    const topic = this.topics.get(name);
    if (topic) return topic;
    throw new LogError(`unknown topic "${name}": create it first`, { retry: false });
  }

  committed(group: string, topic: string, partition: number): number {
    return this.#offsets.get(keyOf(group, topic, partition)) ?? 0;
  }

  commit(group: string, batch: Batch): void {
    for (const record of batch.records) {
      this.#offsets.set(keyOf(group, batch.topic, record.partition), record.offset + 1);
    }
  }

  join(group: string, topic: string, member: object): void {
    const key = keyOf(group, topic);
    this.#members.set(key, [...(this.#members.get(key) ?? []), member]);
    this.wake();
  }

  leave(group: string, topic: string, member: object): void {
    const key = keyOf(group, topic);
    const others = (this.#members.get(key) ?? []).filter((other) => other !== member);
    this.#members.set(key, others);
    this.release(member);
  }

  /** The member's next records; its partitions are busy until released. */
  take(group: string, topic: string, member: object, max: number): Batch | undefined {
    const members = this.#members.get(keyOf(group, topic)) ?? [];
    const records: StoredRecord[] = [];
    this.topic(topic).partitions.forEach((stored, partition) => {
      const key = keyOf(group, topic, partition);
      if (members[partition % members.length] !== member || this.#busy.has(key)) return;
      const from = this.committed(group, topic, partition);
      const next = stored.records.filter((record) => record.offset >= from);
      const taken = next.slice(0, max - records.length);
      if (taken.length > 0) this.#busy.set(key, member);
      records.push(...taken);
    });
    return records.length > 0 ? { topic, records } : undefined;
  }

  release(member: object): void {
    for (const [key, owner] of this.#busy) if (owner === member) this.#busy.delete(key);
    this.wake();
  }

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Keeps the newest record of each key in compacted topics. */
  compact(): void {
    for (const { spec, partitions } of this.topics.values()) {
      if (spec.cleanup !== 'compact') continue;
      for (const partition of partitions) {
        const newest = new Map(partition.records.map((record) => [record.key, record]));
        partition.records = partition.records.filter((r) => newest.get(r.key) === r);
      }
    }
  }
}

/** A log in memory, for tests of what stands on the log. */
export class MemoryLog implements Log {
  readonly #store: MemoryLogStore;
  readonly #consumers = new Set<Consumer>();
  #closed = false;

  constructor(store: MemoryLogStore = new MemoryLogStore()) {
    this.#store = store;
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    for (const spec of topics) {
      const existing = this.#store.topics.get(spec.name);
      if (existing && existing.partitions.length !== spec.partitions) {
        throw new LogError(
          `topic "${spec.name}" has ${existing.partitions.length} partitions, not ${spec.partitions}`,
          { retry: false },
        );
      }
      const partitions = Array.from({ length: spec.partitions }, () => ({ records: [], end: 0 }));
      if (!existing) this.#store.topics.set(spec.name, { spec, partitions });
    }
  }

  async append(topic: string, records: readonly LogRecord[]): Promise<void> {
    this.#checkOpen();
    const { partitions } = this.#store.topic(topic);
    for (const record of records) {
      const partition = hash(record.key) % partitions.length;
      const stored = partitions[partition];
      if (stored === undefined) continue;
      const offset = stored.end;
      stored.records.push({ ...record, partition, offset, timestamp: this.#store.now() });
      stored.end += 1;
    }
    this.#store.wake();
  }

  async consume(options: ConsumeOptions): Promise<Consumer> {
    this.#checkOpen();
    for (const topic of options.topics) this.#store.topic(topic);
    const consumer = new MemoryConsumer(this.#store, options);
    this.#consumers.add(consumer);
    return consumer;
  }

  async latestByKey(topic: string): Promise<Map<string, string>> {
    const latest = new Map<string, string>();
    const { spec, partitions } = this.#store.topic(topic);
    if (spec.cleanup !== 'compact') {
      throw new LogError(`topic "${topic}" is not compacted`, { retry: false });
    }
    for (const { key, value } of partitions.flatMap(({ records }) => records)) {
      if (value === null) latest.delete(key);
      else latest.set(key, value);
    }
    return latest;
  }

  read(topic: string, range: ReadRange = {}): AsyncIterable<readonly StoredRecord[]> {
    return readMemory(this.#store.topic(topic).partitions, range);
  }

  async rewrite(topic: string, change: Change): Promise<number> {
    let changed = 0;
    for (const stored of this.#store.topic(topic).partitions) {
      stored.records = stored.records.map((record) => {
        const value = change(record);
        if (value === undefined) return record;
        changed += 1;
        return { ...record, value };
      });
    }
    return changed;
  }

  async lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    return topics.flatMap((topic) =>
      this.#store.topic(topic).partitions.map(({ end }, partition) => ({
        topic,
        partition,
        end,
        committed: this.#store.committed(group, topic, partition),
      })),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    this.#closed = true;
  }

  #checkOpen(): void {
    if (this.#closed) throw new LogError('the log is closed: open it again', { retry: false });
  }
}

function keyOf(...parts: (string | number)[]): string {
  return JSON.stringify(parts);
}

function hash(key: string): number {
  let sum = 7;
  for (const char of key) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}
