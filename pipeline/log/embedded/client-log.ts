import type { MessagePort } from 'node:worker_threads';
import {
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
} from '../log.ts';
import { startConsumer } from './consumer.ts';
import { PortClient } from './port-client.ts';
import { packHeaders, type Columns, type NewValue } from './protocol.ts';
import { readTopic } from './read-topic.ts';

/** Records and characters of one append message at most; more is sent in several, one by one. */
const MAX_RECORDS = 5_000;
const MAX_CHARS = 8_000_000;

/** The log as one thread sees it, over a port to the log's thread. */
export class ClientLog implements Log {
  readonly #client: PortClient;
  readonly #consumers = new Set<Consumer>();

  constructor(port: MessagePort) {
    this.#client = new PortClient(port);
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    await this.#client.request('createTopics', { topics });
  }

  async append(topic: string, records: readonly LogRecord[]): Promise<void> {
    let start = 0;
    do {
      const { columns, next } = toColumns(records, start);
      await this.#client.request('append', { topic, ...columns });
      start = next;
    } while (start < records.length);
  }

  async consume(options: ConsumeOptions): Promise<Consumer> {
    checkAtLeastOne('maxRecords', options.maxRecords);
    checkAtLeastOne('concurrency', options.concurrency ?? 1);
    const consumer = await startConsumer(this.#client, options);
    this.#consumers.add(consumer);
    const forget = (): void => void this.#consumers.delete(consumer);
    consumer.done.then(forget, forget);
    return consumer;
  }

  async latestByKey(topic: string): Promise<Map<string, string>> {
    const { keys, values } = await this.#client.request('latest', { topic });
    return new Map(keys.map((key, i) => [key, values[i] ?? '']));
  }

  read(topic: string, range: ReadRange = {}): AsyncIterable<readonly StoredRecord[]> {
    return readTopic(this.#client, topic, range);
  }

  lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    return this.#client.request('lag', { group, topics });
  }

  async rewrite(topic: string, change: Change): Promise<number> {
    let changed = 0;
    for await (const records of this.read(topic)) {
      const changes = records.flatMap((record): NewValue[] => {
        const { partition, offset } = record;
        const value = change(record);
        return value === undefined ? [] : [{ partition, offset, value }];
      });
      if (changes.length > 0) await this.#client.request('rewrite', { topic, changes });
      changed += changes.length;
    }
    if (changed === 0) await this.#client.request('rewrite', { topic, changes: [] });
    return changed;
  }

  /** Removes now what may go; otherwise it happens by itself. Answers how many records went. */
  trim(): Promise<number> {
    return this.#client.request('trim', {});
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    this.#client.close();
  }
}

function toColumns(
  records: readonly LogRecord[],
  start: number,
): { columns: Columns; next: number } {
  const keys: string[] = [];
  const values: (string | null)[] = [];
  const headers: (string | null)[] = [];
  let chars = 0;
  const textOf = headerTexts();
  let next = start;
  while (keys.length < MAX_RECORDS && chars < MAX_CHARS) {
    const record = records[next];
    if (record === undefined) break;
    checkRecord(record);
    keys.push(record.key);
    values.push(record.value);
    headers.push(textOf(record.headers));
    chars += record.key.length + (record.value?.length ?? 0);
    next += 1;
  }
  const packed = packHeaders(headers);
  return { columns: { keys, values, ...(packed !== undefined && { headers: packed }) }, next };
}

/** Writes headers as JSON; the same object as the last one is not written again. */
function headerTexts(): (headers: LogRecord['headers']) => string | null {
  let last: LogRecord['headers'];
  let text: string | null = null;
  return (headers) => {
    if (headers !== last) text = headers === undefined ? null : JSON.stringify(headers);
    last = headers;
    return text;
  };
}

function checkAtLeastOne(name: string, value: number): void {
  if (value >= 1) return;
  throw new LogError(`${name} must be at least 1, not ${value}`, { retry: false });
}

function checkRecord({ key, value }: LogRecord): void {
  if (typeof key === 'string' && (typeof value === 'string' || value === null)) return;
  throw new LogError('a record needs a text as key, and a text or null as value', {
    retry: false,
  });
}
