import type { Admin } from 'kafkajs';
import type { PartitionLag } from '../log.ts';
import { RETRY_DELAYS } from './client.ts';
import { errorType, isFinal, toLogError } from './errors.ts';
import { retried } from './retried.ts';
import type { Reader } from './reader.ts';
import type { Topics } from './topics.ts';

interface Cluster {
  readonly admin: Admin;
  readonly reader: Reader;
  readonly topics: Topics;
}

/** Ends and commits of a topic's partitions. `groupId` is the group's name in the cluster. */
export async function lagOf(
  { admin, reader, topics }: Cluster,
  groupId: string,
  topic: string,
): Promise<PartitionLag[]> {
  const { name, partitions } = await topics.info(topic);
  const [starts, ends, committed] = await Promise.all([
    reader.offsets(name, partitions, 'start'),
    reader.offsets(name, partitions, 'end'),
    committedOf(admin, groupId, name),
  ]);
  return partitions.map((partition) => {
    const end = ends.get(partition) ?? 0;
    const start = starts.get(partition) ?? 0;
    return { topic, partition, end, committed: Math.max(committed.get(partition) ?? 0, start) };
  });
}

async function committedOf(
  admin: Admin,
  groupId: string,
  topic: string,
): Promise<ReadonlyMap<number, number>> {
  try {
    const [found] = await retried(RETRY_DELAYS, isFinal, () =>
      admin.fetchOffsets({ groupId, topics: [topic] }),
    );
    return new Map(found?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  } catch (error) {
    if (errorType(error) === 'GROUP_ID_NOT_FOUND') return new Map();
    throw toLogError(error, `read what the group ${groupId} has committed`);
  }
}
