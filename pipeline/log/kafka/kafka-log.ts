import type { Admin } from 'kafkajs';
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
import { AppendQueue } from './append-queue.ts';
import { connectOrGiveUp, KafkaClients, type KafkaLogger } from './client.ts';
import { startConsumer } from './consumer.ts';
import { lagOf } from './lag.ts';
import { Latest } from './latest.ts';
import type { KafkaOptions } from './options.ts';
import { Reader } from './reader.ts';
import { readTopic } from './read.ts';
import { rewriteNewest } from './rewrite-newest.ts';
import { rewriteTopic } from './rewrite.ts';
import { Sender } from './sender.ts';
import { Topics } from './topics.ts';
import { type Tuning, TUNING } from './tuning.ts';
import { within } from '../../within.ts';

/**
 * The log in a Kafka cluster. Rejects with a LogError where no broker answers in about 12 s, or the
 * user is refused. A broker that goes away later makes calls fail with `retry: true`.
 */
export async function openKafkaLog(
  options: KafkaOptions,
  logger?: KafkaLogger,
  tuning: Partial<Tuning> = {},
): Promise<Log> {
  const clients = new KafkaClients(options, { ...TUNING, ...tuning }, logger);
  const admin = clients.create().admin();
  await connectOrGiveUp(clients, admin);
  return new KafkaLog(clients, admin);
}

class KafkaLog implements Log {
  readonly #clients: KafkaClients;
  readonly #admin: Admin;
  readonly #reader: Reader;
  readonly #topics: Topics;
  readonly #latest: Latest;
  readonly #sender: Sender;
  readonly #appends: AppendQueue;
  readonly #consumers = new Set<Consumer>();
  readonly #starting = new Set<Promise<Consumer>>();
  readonly #closing = new AbortController();

  constructor(clients: KafkaClients, admin: Admin) {
    this.#clients = clients;
    this.#admin = admin;
    this.#reader = new Reader(clients);
    this.#topics = new Topics(clients, admin, this.#reader);
    this.#latest = new Latest(this.#topics, this.#reader);
    this.#sender = new Sender(clients);
    this.#appends = new AppendQueue(this.#sender);
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    this.#refuseIfClosed();
    await this.#topics.create(topics);
  }

  async append(topic: string, records: readonly LogRecord[]): Promise<void> {
    this.#refuseIfClosed();
    for (const record of records) checkRecord(record);
    const info = this.#topics.known(topic) ?? (await this.#topics.info(topic));
    if (records.length > 0) await this.#appends.append(info, records);
  }

  async consume(options: ConsumeOptions): Promise<Consumer> {
    this.#refuseIfClosed();
    checkOptions(options);
    const topics = new Map<string, Awaited<ReturnType<Topics['info']>>>();
    for (const topic of options.topics) topics.set(topic, await this.#topics.info(topic));
    const starting = startConsumer(
      this.#clients,
      this.#reader,
      topics,
      options,
      this.#closing.signal,
    );
    this.#starting.add(starting);
    const consumer = await starting.finally(() => this.#starting.delete(starting));
    this.#consumers.add(consumer);
    const forget = (): void => void this.#consumers.delete(consumer);
    consumer.done.then(forget, forget);
    return consumer;
  }

  async latestByKey(topic: string): Promise<Map<string, string>> {
    this.#refuseIfClosed();
    return this.#latest.byKey(topic);
  }

  read(topic: string, range: ReadRange = {}): AsyncIterable<readonly StoredRecord[]> {
    this.#refuseIfClosed();
    return readTopic(this.#topics, this.#reader, topic, range);
  }

  async lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    this.#refuseIfClosed();
    const cluster = { admin: this.#admin, reader: this.#reader, topics: this.#topics };
    return lagOf(cluster, this.#clients.named(group), topics);
  }

  async rewrite(topic: string, change: Change): Promise<number> {
    this.#refuseIfClosed();
    const { compacted } = await this.#topics.settings(topic);
    if (compacted) return rewriteNewest(this, topic, change);
    const sender = new Sender(this.#clients);
    try {
      return await rewriteTopic(this.#topics, this.#reader, sender, topic, change);
    } finally {
      await sender.close();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const { leaveMs, closeMs } = this.#clients.tuning;
    await within(leaveMs + closeMs, Promise.allSettled(this.#starting));
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
    await within(closeMs, this.#disconnect());
  }

  async #disconnect(): Promise<void> {
    await this.#appends.drained();
    await this.#sender.close();
    await this.#reader.close();
    await this.#admin.disconnect().catch(() => undefined);
  }

  #refuseIfClosed(): void {
    if (!this.#closing.signal.aborted) return;
    throw new LogError('the log is closed: open it again', { retry: false });
  }
}

function checkRecord({ key, value }: LogRecord): void {
  if (typeof key === 'string' && (typeof value === 'string' || value === null)) return;
  throw new LogError('a record needs a text as key, and a text or null as value', {
    retry: false,
  });
}

function checkOptions({ maxRecords, concurrency = 1 }: ConsumeOptions): void {
  for (const [name, value] of Object.entries({ maxRecords, concurrency })) {
    if (value >= 1) continue;
    throw new LogError(`${name} must be at least 1, not ${value}`, { retry: false });
  }
}
