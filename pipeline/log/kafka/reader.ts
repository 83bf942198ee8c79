import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, KafkaMessage } from 'kafkajs';
import { LogError } from '../log.ts';
import { type KafkaClients, RETRY_DELAYS } from './client.ts';
import { type ClusterConnection, connectCluster } from './cluster-connection.ts';
import { errorType, toLogError } from './errors.ts';
import {
  deleteRecords,
  FetchedBatch,
  leaveGroup,
  offsetAfter,
  type PartitionData,
} from './internals.ts';
import { Messages } from './messages.ts';
import { offsetsByTopic, wanted, type Offsets, type Position } from './offsets.ts';
import type { TopicInfo } from './topics.ts';

const MAX_BYTES = 4 * 1_048_576;
/** Larger than any record batch of a broker with usual settings. */
const LARGEST_BYTES = 64 * 1_048_576;
const READ_COMMITTED = 1;

/** Reads partitions without a group. */
export class Reader {
  readonly #clients: KafkaClients;
  #connecting: Promise<ClusterConnection> | undefined;
  #closed = false;

  constructor(clients: KafkaClients) {
    this.#clients = clients;
  }

  /** The partitions of a topic of the cluster. Refused where the topic is unknown or has no leader. */
  partitions(topic: string): Promise<readonly number[]> {
    return this.#try(`look up the topic ${topic}`, async (cluster) => {
      await cluster.addTargetTopic(topic);
      const found = cluster.findTopicPartitionMetadata(topic);
      return found.map(({ partitionId }) => partitionId).toSorted((a, b) => a - b);
    });
  }

  /** Offsets by partition. A time after the last record gives no offset. */
  async offsets(topic: string, partitions: readonly number[], at: Position): Promise<Offsets> {
    const found = await this.offsetsOf([{ name: topic, partitions }], at);
    return found.get(topic) ?? new Map<number, number>();
  }

  /** The same of several topics, by their names in the cluster. */
  offsetsOf(topics: readonly TopicInfo[], at: Position): Promise<ReadonlyMap<string, Offsets>> {
    const names = topics.map(({ name }) => name);
    return this.#try(`find offsets of ${names.join(', ')}`, async (cluster) => {
      await cluster.addMultipleTargetTopics(names);
      return offsetsByTopic(await cluster.fetchTopicsOffset(wanted(topics, at)));
    });
  }

  /**
   * What is at an offset, and the offset after it. Without `next` there is nothing but what
   * compaction has emptied.
   */
  async fetch(
    topic: string,
    partition: number,
    offset: number,
  ): Promise<{ messages: readonly KafkaMessage[]; next: number | undefined }> {
    for (const maxBytes of [MAX_BYTES, LARGEST_BYTES]) {
      const batch = await this.#fetch(topic, partition, offset, maxBytes);
      const next = offsetAfter(batch);
      if (next === undefined) continue;
      const messages = new Messages(batch);
      return { messages: [...messages.between(0, messages.length)], next };
    }
    return { messages: [], next: undefined };
  }

  /**
   * Removes what a partition holds before an offset; readers that stand before it go on there. It
   * takes the right to delete from the topic.
   */
  deleteBefore(topic: string, partition: number, offset: number): Promise<void> {
    const doing = `delete old records of ${topic}, which takes the right Delete on the topic`;
    return this.#try(doing, async (cluster) => {
      await cluster.addTargetTopic(topic);
      const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
      await deleteRecords(await cluster.findBroker({ nodeId }), topic, partition, offset);
    });
  }

  /** Takes a member out of a group; ids are those of the cluster. */
  leaveGroup(groupId: string, memberId: string): Promise<void> {
    return this.#try(`leave the group ${groupId}`, async (cluster) => {
      await leaveGroup(await cluster.findGroupCoordinator({ groupId }), { groupId, memberId });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#disconnect();
  }

  #fetch(
    topic: string,
    partition: number,
    offset: number,
    maxBytes: number,
  ): Promise<FetchedBatch> {
    const fetchOffset = String(offset);
    const request = {
      maxWaitTime: this.#clients.tuning.fetchWaitMs,
      minBytes: 1,
      maxBytes,
      isolationLevel: READ_COMMITTED,
      topics: [{ topic, partitions: [{ partition, fetchOffset, maxBytes }] }],
    };
    return this.#try(`read ${topic}, partition ${partition}`, async (cluster) => {
      await cluster.addTargetTopic(topic);
      const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
      const broker = await cluster.findBroker({ nodeId });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kafkajs declares it as any
      const { responses } = (await broker.fetch(request)) as FetchResponse;
      const data = responses[0]?.partitions[0] ?? { partition, messages: [] };
      return new FetchedBatch(topic, fetchOffset, data);
    });
  }

  async #try<T>(doing: string, work: (cluster: Cluster) => Promise<T>): Promise<T> {
    for (const delay of [...RETRY_DELAYS, undefined]) {
      if (this.#closed) throw new LogError('the log is closed: open it again', { retry: false });
      const connecting = this.#connect();
      try {
        const { cluster } = await connecting;
        return await work(cluster);
      } catch (cause) {
        const error = toLogError(cause, doing);
        if (errorType(cause) === 'OFFSET_OUT_OF_RANGE') throw error;
        if (!error.retry || delay === undefined) {
          await this.#disconnect();
          throw error;
        }
        await sleep(delay);
        const refreshing = connecting.then(({ cluster }) => cluster.refreshMetadata());
        await refreshing.catch(() => this.#disconnect());
      }
    }
    throw new LogError(`could not ${doing}`, { retry: true });
  }

  #connect(): Promise<ClusterConnection> {
    if (this.#connecting === undefined) {
      this.#connecting = connectCluster(this.#clients);
      this.#connecting.catch(() => (this.#connecting = undefined));
    }
    return this.#connecting;
  }

  async #disconnect(): Promise<void> {
    const connecting = this.#connecting;
    this.#connecting = undefined;
    await connecting?.then(({ consumer }) => consumer.disconnect()).catch(() => undefined);
  }
}

interface FetchResponse {
  readonly responses: readonly { readonly partitions: readonly PartitionData[] }[];
}
