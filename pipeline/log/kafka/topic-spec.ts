import type { ITopicConfig } from 'kafkajs';
import { LogError, type TopicSpec } from '../log.ts';
import type { KafkaClients } from './client.ts';

/** How Kafka is asked for a topic. Brokers stamp the records, so that times grow with offsets. */
export function toKafka(
  clients: KafkaClients,
  { name, partitions, cleanup, retainMs }: TopicSpec,
): ITopicConfig {
  const { replication, retentionMs } = clients.options;
  const kept = cleanup === 'delete' ? (retainMs ?? retentionMs) : retainMs;
  const keptFor = cleanup === 'delete' ? 'retention.ms' : 'delete.retention.ms';
  return {
    topic: clients.named(name),
    numPartitions: partitions,
    replicationFactor: replication,
    configEntries: [
      { name: 'cleanup.policy', value: cleanup },
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      ...(kept === undefined ? [] : [{ name: keptFor, value: String(kept) }]),
    ],
  };
}

export function checkSpec({ name, partitions }: TopicSpec): void {
  if (Number.isInteger(partitions) && partitions >= 1) return;
  throw new LogError(`topic "${name}" needs at least 1 partition, not ${partitions}`, {
    retry: false,
  });
}

export function checkPartitions({ name, partitions }: TopicSpec, found: number): void {
  if (found === partitions) return;
  const message = `topic "${name}" has ${found} partitions, not ${partitions}`;
  const mend = 'keep the number, or use another prefix: keys would move to other partitions';
  throw new LogError(`${message}: ${mend}`, { retry: false });
}
