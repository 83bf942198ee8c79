import type { Consumer as KafkaJsConsumer, EachBatchPayload } from 'kafkajs';
import { type ConsumeOptions, type Consumer, LogError } from '../log.ts';
import { connectOrGiveUp, type KafkaClients, RETRY_DELAYS } from './client.ts';
import { createConsumer } from './create-consumer.ts';
import { coordinatorStands, errorType, toLogError } from './errors.ts';
import { Handling } from './handling.ts';
import { Membership } from './membership.ts';
import { OpenFetches } from './open-fetches.ts';
import { Payload } from './payload.ts';
import { Positions } from './positions.ts';
import { retried } from './retried.ts';
import type { Reader } from './reader.ts';
import type { TopicInfo } from './topics.ts';
import { within } from '../../within.ts';

/**
 * Joins the group and consumes. Rejects where no broker answers or the group refuses, and when the
 * signal is aborted before it has joined.
 */
export async function startConsumer(
  clients: KafkaClients,
  reader: Reader,
  topics: ReadonlyMap<string, TopicInfo>,
  options: ConsumeOptions,
  signal: AbortSignal,
): Promise<Consumer> {
  const isFinal = (error: unknown): boolean => signal.aborted || coordinatorStands(error);
  return retried(RETRY_DELAYS, isFinal, async () => {
    const membership = new Membership();
    const fetches = new OpenFetches(clients.tuning.fetchWaitMs);
    const kafka = createConsumer(clients, options, membership, fetches);
    const ways = { reader, membership, fetches };
    const consumer = new KafkaConsumer(kafka, clients, topics, options, ways);
    await connectOrGiveUp(clients, kafka);
    const stop = (): void => void consumer.stop();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      await consumer.start();
      return consumer;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  });
}

interface Ways {
  readonly reader: Reader;
  readonly membership: Membership;
  readonly fetches: OpenFetches;
}

class KafkaConsumer implements Consumer {
  readonly done: Promise<void>;
  readonly #kafka: KafkaJsConsumer;
  readonly #reader: Reader;
  readonly #membership: Membership;
  readonly #fetches: OpenFetches;
  readonly #groupId: string;
  readonly #leaveMs: number;
  readonly #doing: string;
  readonly #topics: ReadonlyMap<string, TopicInfo>;
  readonly #handling: Handling;
  readonly #positions: Positions;
  readonly #end = Promise.withResolvers<void>();
  #stopping: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    kafka: KafkaJsConsumer,
    clients: KafkaClients,
    topics: ReadonlyMap<string, TopicInfo>,
    options: ConsumeOptions,
    { reader, membership, fetches }: Ways,
  ) {
    this.#kafka = kafka;
    this.#reader = reader;
    this.#membership = membership;
    this.#fetches = fetches;
    this.#groupId = clients.named(options.group);
    this.#leaveMs = clients.tuning.leaveMs;
    this.#topics = topics;
    this.#doing = `consume ${options.topics.join(', ')} as ${options.group}`;
    this.#positions = new Positions(reader, clients.logger);
    const names = new Map([...topics].map(([topic, { name }]) => [name, topic]));
    this.#handling = new Handling(options, clients.tuning, membership, {
      nameOf: (topic) => names.get(topic) ?? topic,
      onTaken: (key, next) => this.#positions.set(key, next),
      onFailed: (error) => this.#fail(error),
    });
    membership.beforeJoin = () => this.#handling.leaving();
    this.done = this.#end.promise;
    this.done.catch(() => undefined);
  }

  async start(): Promise<void> {
    const { GROUP_JOIN, CRASH, START_BATCH_PROCESS } = this.#kafka.events;
    this.#kafka.on(GROUP_JOIN, () => this.#joined());
    this.#kafka.on(CRASH, ({ payload }) => this.#crashed(payload.error));
    this.#kafka.on(START_BATCH_PROCESS, ({ payload }) => this.#positions.skipEmpty(payload));
    const infos = [...this.#topics.values()];
    try {
      await this.#kafka.subscribe({ topics: infos.map(({ name }) => name), fromBeginning: true });
      await this.#kafka.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: infos.flatMap(({ partitions }) => partitions).length,
        eachBatch: (payload) => this.#eachBatch(payload),
      });
    } catch (error) {
      this.#fail(toLogError(error, this.#doing));
    }
    // kafkajs tells of a failed start by its CRASH event alone.
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#stopping === undefined) return;
    await this.#stopping;
    // Where the join came to its end meanwhile, kafkajs has begun to consume.
    await within(this.#leaveMs, this.#kafka.disconnect());
    throw new LogError(`could not ${this.#doing}: it was stopped`, { retry: false });
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#shutDown();
    return this.#stopping;
  }

  async #eachBatch(payload: EachBatchPayload): Promise<void> {
    try {
      await this.#positions.check(payload.batch);
    } catch (error) {
      return this.#fail(error);
    }
    await this.#handling.handle(new Payload(payload));
  }

  #joined(): void {
    this.#membership.joined();
    this.#positions.clear();
    this.#handling.reassigned();
  }

  /** While it is being stopped, kafkajs crashes where it can't join: that is how it ends. */
  #crashed(error: unknown): void {
    if (this.#stopping === undefined) this.#fail(toCrash(error, this.#doing));
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    void this.stop();
  }

  async #leave(): Promise<void> {
    const waiting = this.#membership.end();
    const left =
      waiting === undefined ? undefined : this.#reader.leaveGroup(this.#groupId, waiting);
    const disconnecting = this.#kafka.disconnect();
    this.#fetches.end();
    await Promise.allSettled([left, disconnecting]);
  }

  async #shutDown(): Promise<void> {
    await this.#handling.stop();
    await within(this.#leaveMs, this.#leave());
    if (this.#failure === undefined) this.#end.resolve();
    else this.#end.reject(this.#failure.error);
  }
}

/** A consumer that kafkajs has given up can mostly be replaced by a new one. */
function toCrash(cause: unknown, doing: string): LogError {
  const error = toLogError(cause, doing);
  if (error.retry || errorType(cause) !== undefined) return error;
  if (cause instanceof Error && cause.name.includes('SASL')) return error;
  return new LogError(error.message, { retry: true, cause });
}
