import { type Message, Partitioners } from 'kafkajs';
import type { LogRecord } from '../log.ts';
import type { TopicInfo } from './topics.ts';

/**
 * Of one partition in one send: kafkajs copies its records once for each of them, and a broker takes
 * a batch of a megabyte.
 */
const MAX_RECORDS = 500;
const MAX_CHARS = 500_000;

export type PlacedMessage = Message & { readonly partition: number };

/** The messages of one send, by topic (its name in the cluster) and partition. */
export class OutgoingMessages {
  readonly messages = new Map<string, Map<number, Message[]>>();
  readonly #chars = new Map<Message[], number>();
  readonly #partitionOf = Partitioners.DefaultPartitioner();

  /** False where the partition is full. */
  add(topic: TopicInfo, { key, value, headers }: LogRecord): boolean {
    const partition = this.#partition(topic, key);
    return this.put(topic.name, {
      key,
      value,
      partition,
      ...(headers !== undefined && { headers }),
    });
  }

  /** The same for a message that has its partition already. `topic` is the name in the cluster. */
  put(topic: string, message: PlacedMessage): boolean {
    const list = this.#list(topic, message.partition);
    const chars = this.#chars.get(list) ?? 0;
    if (list.length === MAX_RECORDS || chars > MAX_CHARS) return false;
    const length = (message.key?.length ?? 0) + (message.value?.length ?? 0);
    if (chars > 0 && chars + length > MAX_CHARS) return false;
    this.#chars.set(list, chars + length);
    list.push(message);
    return true;
  }

  topics(): string {
    return [...this.messages.keys()].join(', ');
  }

  #partition({ name, partitions }: TopicInfo, key: string): number {
    const partitionMetadata = metadataOf(partitions.length);
    return this.#partitionOf({ topic: name, partitionMetadata, message: { key, value: null } });
  }

  #list(topic: string, partition: number): Message[] {
    let partitions = this.messages.get(topic);
    if (partitions === undefined) this.messages.set(topic, (partitions = new Map()));
    let list = partitions.get(partition);
    if (list === undefined) partitions.set(partition, (list = []));
    return list;
  }
}

interface Leader {
  readonly partitionId: number;
  readonly partitionErrorCode: number;
  readonly leader: number;
  readonly replicas: number[];
  readonly isr: number[];
}

const metadata = new Map<number, Leader[]>();

/** All that kafkajs' partitioner (the one of the Java clients) needs to know: how many there are. */
function metadataOf(count: number): Leader[] {
  let known = metadata.get(count);
  if (known === undefined) {
    known = Array.from({ length: count }, (_, partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 0,
      replicas: [],
      isr: [],
    }));
    metadata.set(count, known);
  }
  return known;
}
