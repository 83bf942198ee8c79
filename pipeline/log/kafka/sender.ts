import { CompressionTypes, type Message, type Producer } from 'kafkajs';
import type { KafkaClients } from './client.ts';
import { errorType } from './errors.ts';

/** Messages by topic (its name in the cluster) and partition. */
export type Outgoing = ReadonlyMap<string, ReadonlyMap<number, readonly Message[]>>;

/**
 * Sends through an idempotent producer, one request after the other. After a failed send the
 * producer is made anew: kafkajs would give the sequence numbers of records that may have been
 * written to other records, which the broker would then take for duplicates and drop.
 */
export class Sender {
  readonly #clients: KafkaClients;
  #producer: Promise<Producer> | undefined;

  constructor(clients: KafkaClients) {
    this.#clients = clients;
  }

  /** Resolves when every replica in sync has all of it. */
  async send(outgoing: Outgoing): Promise<void> {
    const used = this.#producer !== undefined;
    try {
      await this.#sendAll(outgoing);
    } catch (error) {
      await this.close();
      // A producer that has sent to a topic fails for all topics once that one is deleted.
      if (!used || errorType(error) !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
      await this.#sendAll(outgoing);
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.then((made) => made.disconnect()).catch(() => undefined);
  }

  async #sendAll(outgoing: Outgoing): Promise<void> {
    const producer = await this.#connected();
    let left = outgoing;
    for (let tries = 0; left.size > 0; tries += 1) {
      if (tries === MAX_TRIES) throw new Error('a partition kept changing its leader');
      left = await this.#sendOnce(producer, left);
    }
  }

  /**
   * Answers what has no acknowledgement: kafkajs forgets a partition whose leader moves, in the
   * middle of a send, to a broker that has already answered.
   */
  async #sendOnce(producer: Producer, outgoing: Outgoing): Promise<Outgoing> {
    const answers = await producer.sendBatch({
      acks: -1,
      timeout: this.#clients.tuning.requestMs / 2,
      compression: CompressionTypes.ZSTD,
      topicMessages: [...outgoing].map(([topic, partitions]) => ({
        topic,
        messages: [...partitions.values()].flat(),
      })),
    });
    const written = new Set(answers.map((answer) => `${answer.topicName} ${answer.partition}`));
    return without(outgoing, written);
  }

  #connected(): Promise<Producer> {
    this.#producer ??= this.#open();
    return this.#producer;
  }

  async #open(): Promise<Producer> {
    const producer = this.#clients.create().producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await producer.connect();
    return producer;
  }
}

const MAX_TRIES = 5;

function without(outgoing: Outgoing, written: ReadonlySet<string>): Outgoing {
  const left = new Map<string, ReadonlyMap<number, readonly Message[]>>();
  for (const [topic, partitions] of outgoing) {
    const missing = [...partitions].filter(([partition]) => !written.has(`${topic} ${partition}`));
    if (missing.length > 0) left.set(topic, new Map(missing));
  }
  return left;
}
