import type { ITopicConfig } from 'kafkajs';
import { LogError, type TopicSpec } from '../log.ts';
import type { KafkaClients } from './client.ts';

/**
 * Only closed segments are compacted, and a topic is read whole at a start: what workers say every
 * few seconds must not gather for the week that a segment is open by default.
 */
const COMPACTED_HOURLY = [
  { name: 'segment.ms', value: '3600000' },
  { name: 'max.compaction.lag.ms', value: '3600000' },
];

/** Brokers remove whole segments: what is old, or was rewritten, must not wait for a week's. */
const ROLLED_DAILY = [{ name: 'segment.ms', value: '86400000' }];

/** How Kafka is asked for a topic. Brokers stamp the records, so that times grow with offsets. */
export function toKafka(
  clients: KafkaClients,
  { name, partitions, cleanup, retainMs, maxRecordBytes }: TopicSpec,
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
      ...(maxRecordBytes === undefined
        ? []
        : [{ name: 'max.message.bytes', value: String(maxRecordBytes) }]),
      ...(cleanup === 'compact' ? COMPACTED_HOURLY : ROLLED_DAILY),
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
